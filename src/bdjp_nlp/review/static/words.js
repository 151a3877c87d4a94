// Words: which words of a passage are chosen, counted in UTF-16 units of its text, and choosing them with the keyboard.

export function textOf(article) {
  return article.querySelector(".text");
}

function offset(text, node, at) {
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(node, at);
  return range.toString().length;
}

function point(text, units) {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode(), last = node;
  while (node) {
    if (units <= node.data.length) return [node, units];
    units -= node.data.length;
    last = node;
    node = walker.nextNode();
  }
  return last ? [last, last.data.length] : [text, 0];
}

// The words chosen: their passage and half-open units; null where none are, or where they reach over two passages.
export function chosen() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const parent = range.commonAncestorContainer;
  const text = (parent.nodeType === Node.TEXT_NODE ? parent.parentElement : parent).closest(".text");
  if (!text) return null;
  const start = offset(text, range.startContainer, range.startOffset);
  const end = offset(text, range.endContainer, range.endOffset);
  if (!text.textContent.slice(start, end).trim()) return null;
  return { article: text.closest(".passage"), start, end, range };
}

export function choose(article, start, end) {
  const text = textOf(article);
  const selection = getSelection();
  selection.setBaseAndExtent(...point(text, start), ...point(text, end));
}

export function letGo() {
  getSelection().removeAllRanges();
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

function wordsOf(text) {
  return [...segmenter.segment(text.textContent)].filter((part) => part.isWordLike)
    .map((part) => [part.index, part.index + part.segment.length]);
}

// Choose the next (1) or previous (-1) word; with `extend`, one more or one fewer at the end.
export function stepWord(article, direction, extend) {
  const words = wordsOf(textOf(article));
  if (!words.length) return;
  const now = chosen();
  if (!now || now.article !== article) {
    const first = direction > 0 ? words[0] : words[words.length - 1];
    choose(article, ...first);
    return;
  }
  const first = words.findIndex(([, end]) => end > now.start);
  const last = words.findLastIndex(([start]) => start < now.end);
  if (extend) {
    const next = Math.min(words.length - 1, Math.max(first, last + direction));
    choose(article, words[first][0], words[next][1]);
  } else {
    const next = Math.min(words.length - 1, Math.max(0, (direction > 0 ? last : first) + direction));
    choose(article, ...words[next]);
  }
}
