# SPDX-License-Identifier: MIT
"""Finds functions in C and C++ by their braces, knowing comments, strings and the preprocessor."""
import re
from collections import namedtuple

Function = namedtuple("Function", "name first last")

_RAW = re.compile(r'(?:u8|[uUL])?R"([^()\\\s]{0,16})\(')
_TOKEN = re.compile(r'//|/\*|"|\'|(?:u8|[uUL])?R"')
_END = {'"': re.compile(r'(?:[^"\\\n]|\\.)*"?', re.DOTALL),
        "'": re.compile(r"(?:[^'\\\n]|\\.)*'?", re.DOTALL)}


def _keep_lines(text):
    return re.sub(r"[^\n]", " ", text)


def _literal_end(source, at):
    """Where the comment or literal that begins at `at` ends."""
    if source.startswith("//", at):
        return re.compile(r"(?:[^\n\\]|\\.)*", re.DOTALL).match(source, at).end()
    if source.startswith("/*", at):
        end = source.find("*/", at + 2)
        return len(source) if end < 0 else end + 2
    raw = _RAW.match(source, at)
    if raw:
        end = source.find(")" + raw.group(1) + '"', raw.end())
        return len(source) if end < 0 else end + len(raw.group(1)) + 2
    quote = source.index('"', at) if source[at] not in "\"'" else at
    return _END[source[quote]].match(source, quote + 1).end()


def blank_literals(source):
    """The text with comments, strings and characters blanked; lines and columns stay."""
    out, at = [], 0
    while True:
        token = _TOKEN.search(source, at)
        if not token:
            return "".join(out) + source[at:]
        start = token.start()
        out.append(source[at:start])
        before = source[start - 1] if start else ""
        if token.group() == "'" and before.isalnum():  # 1'000
            out.append(" ")
            at = start + 1
            continue
        at = _literal_end(source, start)
        out.append(_keep_lines(source[start:at]))


def blank_preprocessor(text):
    """Without directives, and of several branches of an #if with the first only."""
    out, skipping, depth = [], [], 0
    continued = False
    for line in text.split("\n"):
        word = re.match(r"\s*#\s*(\w+)", line) if not continued else None
        directive = continued or bool(re.match(r"\s*#", line))
        if word and word.group(1) in ("if", "ifdef", "ifndef"):
            depth += 1
        elif word and word.group(1) in ("else", "elif"):
            skipping.append(depth)
        elif word and word.group(1) == "endif":
            skipping = [d for d in skipping if d != depth]
            depth -= 1
        out.append("" if directive or skipping else line)
        continued = directive and line.endswith("\\")
    return "\n".join(out)


def _collapse(head):
    """The head with what stands in parentheses, brackets and template<...> taken out."""
    before = None
    while before != head:
        before = head
        head = re.sub(r"\([^()]+\)", "()", head)
        head = re.sub(r"\[[^\[\]]+\]", "[]", head)
    while True:
        opened = re.search(r"\btemplate\s*<", head)
        if not opened:
            return head
        at, level = opened.end(), 1
        while at < len(head) and level:
            level += {"<": 1, ">": -1}.get(head[at], 0)
            at += 1
        head = head[:opened.start()] + head[at:]


_BODY = re.compile(r"\(\)\s*(?:const|noexcept\s*\(\)|noexcept|override|final|mutable|volatile|try"
                   r"|&&?|\s)*(?:->[^=]*)?$")
_LAMBDA = re.compile(r"\[[^\[\]]*\]\s*(?:\(\))?\s*(?:mutable|noexcept|\s)*(?:->[^=(]*)?$")
_INIT_LIST = re.compile(r"\(\)\s*(?:noexcept(?:\s*\(\))?)?\s*(?:try\s*)?:(?!:)")
_TYPE = re.compile(r"^\s*(?:typedef\s+)?(?:namespace|class|struct|union|enum|extern)\b[^()]*"
                   r"(?:\(\)[^()]*)?$")


def _kind(head):
    """What the brace behind this head opens: 'function', 'member' (of an init list) or 'other'."""
    flat = _collapse(head)
    if flat.count("(") > flat.count(")"):  # an argument
        return "function" if _LAMBDA.search(flat) else "member"
    if _INIT_LIST.search(flat) and not re.search(r"\?[^:]*:", flat):
        return "member" if re.search(r"[\w>]\s*$", flat) else "function"
    if _TYPE.match(flat) and not re.search(r"\(\)\s*(?:const|noexcept|\s)*$", flat):
        return "other"
    return "function" if _BODY.search(flat) or _LAMBDA.search(flat) else "other"


def _close(text, at):
    """The index of the brace that closes the one at `at`."""
    level = 0
    for match in re.compile(r"[{}]").finditer(text, at):
        level += 1 if match.group() == "{" else -1
        if level == 0:
            return match.start()
    line = text.count("\n", 0, at) + 1
    raise ValueError(f"line {line}: a brace is never closed")


def _name(head):
    flat = _collapse(head)
    if _LAMBDA.search(flat):
        return "(lambda)"
    named = re.search(r"(operator\s*[^\w\s(]+|operator\s*\(\)|[~\w:]+)\s*\(\)", flat)
    return named.group(1) if named else "(lambda)"


def functions(source):
    """Every outermost function: name, first line of its head, line of its closing brace."""
    text = blank_preprocessor(blank_literals(source))
    found, head_from, at = [], 0, 0
    mark = re.compile(r"[{};]")
    while match := mark.search(text, at):
        at = match.end()
        if match.group() != "{":
            head_from = at
            continue
        head = text[head_from:match.start()]
        kind = _kind(head)
        if kind == "other":
            head_from = at
            continue
        close = _close(text, match.start())
        at = close + 1
        if kind == "function":
            begin = head_from + len(head) - len(head.lstrip())
            found.append(Function(_name(head), text.count("\n", 0, begin) + 1,
                                  text.count("\n", 0, close) + 1))
            head_from = at
    return found
