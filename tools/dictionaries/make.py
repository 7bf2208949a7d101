#!/usr/bin/env python3
"""Writes the built-in preset dictionaries of vault pages as Swift sources. Needs the standard library only.

usage: make.py [--raw] DIRECTORY

The dictionaries are part of the format on disk: once released they never change. A better one gets the next number and
a new file, and the old ones stay. So this program must go on writing the same bytes; a test compares them. With `--raw`
the bytes themselves are written, for measurements.
"""

import os
import sys

import corpus_csv
import corpus_fhir
import corpus_hl7
import selection

BYTE_COUNT = 16384
PAGE_COUNT = 64
PAGE_BYTES = 16384
# Name, number, title, training corpus, seed.
DICTIONARIES = [
    ("hl7", 2, "HL7 v2 results (ORU^R01)", corpus_hl7, 20),
    ("fhir", 3, "FHIR R4 resources in JSON", corpus_fhir, 30),
    ("csv", 4, "tables of results in long form", corpus_csv, 40),
]
HEADER = """\
// Written by tools/dictionaries/make.py, never by hand. Part of the format on disk: never changed once released.
// Invented data; the names and codes of tests are LOINC's, copyright Regenstrief Institute, Inc. and the LOINC
// Committee, available at no cost under the licence at http://loinc.org/license.

// swift-format-ignore
extension PageDictionary {
    /// Dictionary %d: %s, the likeliest strings last.
    static let %s: StaticString = #\"\"\"
"""
FOOTER = """
        \"\"\"#
}
"""
LINE_LENGTH = 104


def swift(name, number, title, text):
    """The Swift source of a dictionary: a raw string literal whose lines are joined by escaped line ends."""
    escapes = {"\n": "\\#n", "\r": "\\#r", "\t": "\\#t"}
    lines, line = [], ""
    for character in text:
        line += escapes.get(character, character)
        if len(line) >= LINE_LENGTH:
            lines.append(line)
            line = ""
    if line:
        lines.append(line)
    return HEADER % (number, title, name) + "\\#\n".join("        " + line for line in lines) + FOOTER


def main():
    arguments = sys.argv[1:]
    raw = "--raw" in arguments
    directory = [argument for argument in arguments if argument != "--raw"]
    if len(directory) != 1:
        sys.exit(__doc__)
    for name, number, title, corpus, seed in DICTIONARIES:
        pages = [list(pieces) for pieces in corpus.pages(seed, PAGE_COUNT, PAGE_BYTES)]
        text = selection.choose(pages, BYTE_COUNT, corpus.TOKEN)
        assert len(text) == BYTE_COUNT and text.isascii() and "\0" not in text
        assert "\\#" not in text and '"""' not in text
        file = name + ".dict" if raw else "PageDictionary+%s.swift" % name.upper()
        content = text if raw else swift(name, number, title, text)
        with open(os.path.join(directory[0], file), "w", encoding="ascii", newline="") as output:
            output.write(content)


if __name__ == "__main__":
    main()
