// SPDX-License-Identifier: MIT
// The standard catalog of A2UI v0.8: what draws each type of component.
import { Button } from "./button.js";
import { MultipleChoice } from "./choice.js";
import { CheckBox, DateTimeInput, Slider, TextField } from "./fields.js";
import { Card, Column, List, Row } from "./layout.js";
import { AudioPlayer, Image, Video } from "./media.js";
import { Modal } from "./modal.js";
import { Tabs } from "./tabs.js";
import { Divider, Icon, Text } from "./text.js";

export const catalog = new Map(
  Object.entries({
    AudioPlayer,
    Button,
    Card,
    CheckBox,
    Column,
    DateTimeInput,
    Divider,
    Icon,
    Image,
    List,
    Modal,
    MultipleChoice,
    Row,
    Slider,
    Tabs,
    Text,
    TextField,
    Video,
  }),
);
