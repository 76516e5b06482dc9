"""summary.py TESTLOG.JSON... - counts what ran: each subtest of a TAP program, each other program

SPDX-License-Identifier: GPL-2.0-or-later
"""

import json
import re
import sys

LINE = re.compile(r'^(not )?ok\b(?:[^#\\]|\\.)*(?:#\s*(\S+))?', re.IGNORECASE)


def count_tap(text):
    passed = failed = skipped = 0
    for line in text.splitlines():
        match = LINE.match(line)
        if not match:
            continue
        directive = (match.group(2) or '').upper()
        if directive.startswith('SKIP'):
            skipped += 1
        elif match.group(1):
            failed += 1
        else:
            passed += 1
    return passed, failed, skipped


def count(test):
    result = test['result']
    passed, failed, skipped = count_tap(test.get('stdout') or '')
    if result in ('OK', 'EXPECTEDFAIL', 'SKIP'):
        if passed + failed + skipped == 0:
            return (0, 0, 1) if result == 'SKIP' else (1, 0, 0)
        return passed, failed, skipped
    # A program that crashed or ran out of time failed, even if no subtest says so.
    return passed, max(failed, 1), skipped


def main():
    totals = [0, 0, 0]
    broken = []
    for path in sys.argv[1:]:
        with open(path, encoding='utf-8', errors='replace') as log:
            for line in log:
                test = json.loads(line)
                counts = count(test)
                totals = [a + b for a, b in zip(totals, counts)]
                if counts[1]:
                    broken.append(f"{test['name']} ({test['result']})")
    for name in broken:
        print('failed:', name)
    text = f'{totals[0]} passed, {totals[1]} failed'
    if totals[2]:
        text += f', {totals[2]} skipped'
    print(text)
    return 1 if totals[1] or not totals[0] else 0


sys.exit(main())
