#!/usr/bin/env python3
# make.py - writes ../story.json: SC02 against the mockup of 2020, under TSO, step by step
#
# SPDX-License-Identifier: GPL-2.0-or-later
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = ["hazard-2020.lazy", "SC02.lazy"]
A, U, INIT = "0xa000", "0xb000", "0x1000"
IDS = {A: 1, U: 2, INIT: 0, "0x0": -1}
COMMS = {0: "idle", 100: "sh", 101: "make", 201: "kworker1"}

texts = {name: open(os.path.join(HERE, name)).read() for name in FILES}
lines = {}
for number, line in enumerate(texts[FILES[0]].split("\n"), 1):
    for step in re.findall(r"/\* ([A-Z]+[0-9]?) \*/", line):
        lines[step] = "%s:%d" % (FILES[0], number)

events = []
memory = {"rq0.lazy_mm": "0x0", "rq1.lazy_mm": "0x0", "rq0.mm_to_mmdrop": "0x0", "rq1.mm_to_mmdrop": "0x0",
          "sh.mm": A, "sh.active_mm": A, "make.active_mm": A, "idle1.active_mm": INIT,
          "kworker1.active_mm": "0x0", "rq1.curr": "make", "make.on_cpu": 1, "idle1.on_cpu": 1,
          "A.mm_users": 2, "A.mm_count": 1}
running = {0: 100, 1: 101}
buffers = {0: [], 1: []}
sequence = 0


def tick():
    global sequence
    sequence += 1
    return sequence


def event(cpu, name, step=None, /, **fields):
    record = {"cpu": cpu, "ev": name, "pid": running[cpu], "fields": fields}
    if step:
        fields["src"] = lines[step]
    events.append(record)
    return record


def operation(cpu, name, step, /, **fields):
    return event(cpu, name, step, step="S6." + step, **fields)


def load(cpu, step, loc, order="once"):
    value = memory[loc]
    for other, new, _ in buffers[cpu]:
        value = new if other == loc else value
    now = tick()
    operation(cpu, "m_load", step, loc=loc, val=value, order=order, issue_seq=now, perform_seq=now)


# then: what the kernel tells once the store has been performed
def store(cpu, step, loc, new, order="once", then=None):
    record = operation(cpu, "m_store", step, loc=loc, old=None, new=new, order=order, issue_seq=tick(),
                       perform_seq=None)
    buffers[cpu].append((loc, new, (record, then)))


def drain(cpu, n=1):
    for _ in range(n):
        loc, new, (record, then) = buffers[cpu].pop(0)
        now = tick()
        record["fields"]["old"] = memory[loc]
        record["fields"]["perform_seq"] = now
        memory[loc] = new
        if then:
            name, fields = then
            event(cpu, name, **fields, m_first=now, m_last=now)


def fence(cpu, name, step, /, **fields):
    issue = tick()
    drain(cpu, len(buffers[cpu]))
    operation(cpu, name, step, **fields, issue_seq=issue, perform_seq=tick())
    return sequence


def rmw(cpu, step, loc, new, order="full"):
    old = memory[loc]
    now = fence(cpu, "m_rmw", step, loc=loc, old=old, new=new, order=order)
    memory[loc] = new
    return now


def count(cpu, step, which, op, delta):
    new = memory["A." + which] + delta
    now = rmw(cpu, step, "A." + which, new)
    event(cpu, which, mm=A, id=1, op=op, delta=delta, val=new, m_first=now, m_last=now)


def slot(cpu, of, name, step, new, site, now):
    event(cpu, name, cpu=of, old=memory["rq%d.%s" % (of, name[3:])], old_id=IDS[memory["rq%d.%s" % (of, name[3:])]],
          new=new, new_id=IDS[new], site=site, m_first=now, m_last=now)


def switch(cpu, step, prev, next_, active):
    event(cpu, "sched_switch", prev_comm=COMMS[prev], prev_pid=prev, prev_state=1, next_comm=COMMS[next_],
          next_pid=next_, src=lines[step])
    running[cpu] = next_


def active(pid, cpu, old, new, site):
    return ("active_mm", dict(pid=pid, cpu=cpu, old=old, new=new, old_id=IDS[old], new_id=IDS[new], site=site))


def lazy(cpu, old, new, site):
    return ("rq_lazy_mm", dict(cpu=cpu, old=old, new=new, old_id=IDS[old], new_id=IDS[new], site=site))


event(0, "state_begin", name="hazard", init_mm=INIT)
for cpu, pid in running.items():
    event(0, "state_cpu", cpu=cpu, pid=pid, mm=A, active=A, lazy="0x0", slot="0x0", loaded=A, is_lazy=0)
event(0, "state_mm", mm=A, id=1, pid=100, users=2, count=1, cpumask="0x3")
event(0, "state_mm", mm=U, id=2, pid=100, users=1, count=1, cpumask="0x0")
event(0, "state_end")

# CPU 1: make exits and leaves A to the idle task; the slot's store waits.
count(1, "P1", "mm_users", "put", -1)
store(1, "Y2", "idle1.active_mm", A, "plain", active(0, 1, INIT, A, "ctxsw_set"))
store(1, "Y4", "rq1.lazy_mm", A, "once", lazy(1, "0x0", A, "ctxsw_set"))
store(0, "X1", "sh.mm", U)
store(1, "C1", "rq1.curr", "idle1")
switch(1, "C2", 101, 0, A)
store(0, "X2", "sh.active_mm", U, "once", active(100, 0, A, U, "exec"))
drain(1)
event(1, "enter_lazy", mm=A, loaded=A, loaded_id=1, id=1, pid=0, lazy=1)
drain(1)
store(1, "C3", "make.on_cpu", 0, "rel")

# CPU 0: exec gives A up.
now = fence(0, "m_cr3", "X9", old=A, new=U)
event(0, "exec_mmap", old=A, new=U, active=U, old_id=1, new_id=2)
event(0, "switch_mm", arg_prev=A, real_prev=A, next=U, real_prev_id=1, next_id=2, pid=100, was_lazy=0, flush=1,
      m_first=now, m_last=now)
drain(1)
count(0, "P1", "mm_users", "put", -1)
event(0, "mmput_last", "P2", mm=A, id=1, users=0, count=1, cpumask="0x3")
event(0, "fixup_start", mm=A, id=1, cpumask="0x2")
load(0, "K2", "rq1.lazy_mm")
event(0, "fixup_cpu", mm=A, id=1, cpu=1, seen=A, hit=1)
count(0, "K3", "mm_count", "grab_lazy", 1)
drain(1)
now = rmw(0, "K4", "rq1.mm_to_mmdrop", A)
event(0, "rq_mm_to_mmdrop", cpu=1, old="0x0", new=A, old_id=-1, new_id=1, site="fixup", m_first=now, m_last=now)
event(0, "fixup_end", mm=A, id=1, scanned=1, hits=1)
count(0, "DROP", "mm_count", "drop", -1)

# CPU 1: idle to kworker, still lazy; and takes the reference that was left for it.
store(1, "Y2", "kworker1.active_mm", A, "plain", active(201, 1, "0x0", A, "ctxsw_set"))
store(1, "Y5", "idle1.active_mm", "0x0", "plain", active(0, 1, A, "0x0", "ctxsw_clear"))
store(1, "C1", "rq1.curr", "kworker1")
switch(1, "C2", 0, 201, A)
drain(1)
store(1, "C3", "idle1.on_cpu", 0, "rel")
load(1, "Z3", "rq1.mm_to_mmdrop")
drain(1)
now = rmw(1, "Z4", "rq1.mm_to_mmdrop", "0x0", "rlx")
event(1, "rq_mm_to_mmdrop", cpu=1, old=A, new="0x0", old_id=1, new_id=-1, site="drain", m_first=now, m_last=now)
count(1, "DROP", "mm_count", "drop_drain", -1)
event(1, "mmdrop_last", "DROP", mm=A, id=1, users=0, count=0, cpumask="0x2")
now = tick()
operation(1, "m_free", "FREE", loc="A", issue_seq=now, perform_seq=now)
event(1, "mm_free", "FREE", mm=A, id=1, users=0, count=0, cpumask="0x2", m_first=now, m_last=now)

header = {"mmscope": 1, "source": "simulator", "cpus": 2, "scheme": "hazard", "init_mm": INIT, "events": len(events),
          "memory": "tso", "arch": "x86", "scenario": "SC02",
          "title": "lazy-k2k-after-teardown", "alarm": "D27", "sources": texts}
with open(sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "story.json"), "w") as out:
    print(json.dumps(header), file=out)
    print(json.dumps({"task": 0, "kthread": True, "comm": "idle"}), file=out)
    for pid in (100, 101, 201):
        print(json.dumps({"task": pid, "tgid": pid, "kthread": pid == 201, "comm": COMMS[pid]}), file=out)
    for ts, record in enumerate(events, 1):
        print(json.dumps({"ts": ts, **record}), file=out)
