"""atspi.py - looks at the window through AT-SPI and presses its buttons

SPDX-License-Identifier: GPL-2.0-or-later
"""

import time

import pyatspi

PATIENCE = 20


# The rows of the event table are most of what there is, and nothing is looked for in them.
def walk(node, depth=0):
    yield node
    if depth < 30 and node.getRoleName() != 'table row':
        for child in node:
            if child is not None:
                yield from walk(child, depth + 1)


def find_all(role, name=None):
    found = []
    for application in pyatspi.Registry.getDesktop(0):
        if application is None or application.name != 'mmscope':
            continue
        for node in walk(application):
            try:
                if node.getRoleName() == role and (name is None or name in node.name):
                    found.append(node)
            except Exception:  # it went away meanwhile
                pass
    return found


def wait(condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.2)
    return None


def press(name):
    button = wait(lambda: find_all('push button', name))
    if not button:
        return False
    button[0].queryAction().doAction(0)
    return True


def get_status():
    status = find_all('statusbar') or find_all('status bar')
    return status[0].name if status else ''


count = 0


def check(name, condition):
    global count
    count += 1
    print(f"{'ok' if condition else 'not ok'} {count} - {name}", flush=True)


check('the window is there', wait(lambda: find_all('frame', 'hazard_skip-exit.dat')))
lanes = wait(lambda: find_all('list item', 'CPU '))
check('each CPU has its lane', lanes and [lane.name for lane in lanes[:4]]
      == ['CPU 0', 'CPU 1', 'CPU 2', 'CPU 3'])
check('each lane tells its state', lanes and all(lane.description for lane in lanes))
check('the status tells where the playhead is',
      wait(lambda: get_status().startswith('event 0 / 3986')))
check('a button steps', press('One event forward'))
check('and the status follows', wait(lambda: get_status().startswith('event 1 / 3986')))
check('a button goes to the next finding', press('next finding'))
# Information comes first in time: some findings on, an mm is freed under CPU 1.
for _ in range(16):
    if find_all('push button', 'Event 2054: '):
        break
    press('next finding')
    time.sleep(0.3)
check('whose chain has buttons', wait(lambda: find_all('push button', 'Event 2054: ')))
check('and the lanes follow',
      wait(lambda: any('freed' in lane.description for lane in find_all('list item', 'CPU 1'))))
# At the slowest: the trace must not end while the buttons are looked for.
speed = wait(lambda: find_all('slider'))
if speed:
    speed[0].queryValue().currentValue = speed[0].queryValue().minimumValue
check('a button plays', speed and press('Play'))
check('and the status goes on', wait(lambda: 'event 2054 ' not in get_status()))
check('a button pauses', press('Pause'))
print(f'1..{count}', flush=True)
