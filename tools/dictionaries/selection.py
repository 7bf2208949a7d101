"""Chooses the content of a preset dictionary for deflate from a training corpus.

A string is worth having in the dictionary when many pages hold it, and it gains once for each page, for what a page
repeats refers to the page itself. So each string of `GRAM` characters scores the number of training pages that hold it.
A segment is worth the scores of its strings, little where the dictionary holds them already, less a price for each
character. The best segments are taken at a high price first, then at lower ones until the dictionary is full. What was
taken first is worth most and stands last, where deflate looks first and the distances are short.
"""

import heapq
import re
from itertools import accumulate

GRAM = 8
# What a string that the dictionary holds already is still worth in another place: a longer match instead of two.
RESIDUE = 0.2
# Parts of pages that are searched for segments: long enough for the longest useful one, short enough to search often.
PART_LENGTH = 1500
PARTS_PER_PAGE = 4
# What so few of the pages hold is chance, not style.
LOWEST_SHARE = 0.03
# A segment gains nothing where its match costs as much as it saves.
SHORTEST_SEGMENT = 10


class Part:
    """A stretch of a page, its strings by number, and where segments may begin."""

    def __init__(self, text, numbers, token):
        self.text = text
        self.starts = [match.start() for match in token.finditer(text)] + [len(text)]
        # What the part repeats counts once; number 0 scores nothing.
        seen = set()
        self.grams = []
        for position in range(len(text) - GRAM + 1):
            number = numbers.get(text[position : position + GRAM], 0)
            self.grams.append(0 if number in seen else number)
            seen.add(number)

    def best_segment(self, scores, price):
        """The segment worth most, from one token to the end of another: (worth, start, end)."""
        sums = [0]
        sums.extend(accumulate(map(scores.__getitem__, self.grams)))
        last = len(sums) - 1
        best, cheapest, cheapest_start = (0.0, 0, 0), float("inf"), 0
        for start in self.starts:
            if start >= GRAM:
                worth = sums[min(start - GRAM + 1, last)] - price * start - cheapest
                if worth > best[0]:
                    best = (worth, cheapest_start, start)
            cost = sums[min(start, last)] - price * start
            if cost < cheapest:
                cheapest, cheapest_start = cost, start
        return best

    def take(self, start, end, scores, price):
        """The segment, longer where the beginning of the next token is worth it; its strings score less from now on."""
        while end < len(self.text) and scores[self.grams[end - GRAM + 1]] > price:
            end += 1
        for number in self.grams[start : end - GRAM + 1]:
            scores[number] *= RESIDUE
        return self.text[start:end]


def _parts(pages, numbers, token):
    texts = {}
    for pieces in pages:
        long = [piece[start : start + PART_LENGTH] for piece in pieces for start in range(0, len(piece), PART_LENGTH)]
        step = max(1, len(long) // PARTS_PER_PAGE)
        texts.update(dict.fromkeys(long[::step]))
    return [Part(text, numbers, token) for text in texts if len(text) > GRAM]


def choose(pages, byte_count, token):
    """The dictionary: exactly `byte_count` characters of the pages, each a list of the texts of its records."""
    counts = {}
    for pieces in pages:
        for gram in {piece[start : start + GRAM] for piece in pieces for start in range(len(piece) - GRAM + 1)}:
            counts[gram] = counts.get(gram, 0) + 1
    frequent = sorted(gram for gram, count in counts.items() if count > LOWEST_SHARE * len(pages))
    numbers = {gram: number + 1 for number, gram in enumerate(frequent)}
    scores = [0] + [counts[gram] for gram in frequent]
    parts = _parts(pages, numbers, re.compile(token))

    segments, chosen_count, price = [], 0, 0.5 * len(pages)
    while chosen_count < byte_count and price > 0.1:
        queue = [(-part.best_segment(scores, price)[0], index) for index, part in enumerate(parts)]
        heapq.heapify(queue)
        while queue and chosen_count < byte_count:
            _, index = heapq.heappop(queue)
            # What was taken since may have made it worth less, never more: look again, and take it if still the best.
            worth, start, end = parts[index].best_segment(scores, price)
            if worth <= 0:
                continue
            if queue and worth < -queue[0][0]:
                heapq.heappush(queue, (-worth, index))
                continue
            segment = parts[index].take(start, end, scores, price)
            if len(segment) >= SHORTEST_SEGMENT:
                segments.append(segment)
                chosen_count += len(segment)
            heapq.heappush(queue, (-worth, index))
        price *= 0.7
    return "".join(reversed(segments))[-byte_count:]
