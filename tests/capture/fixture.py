#!/usr/bin/env python3
# fixture.py - makes data/VERSION.{btf,symbols,functions}: of a kernel, what the kit's probes need
#
#   fixture.py /sys/kernel/btf/vmlinux /proc/kallsyms /sys/kernel/tracing/available_filter_functions \
#     data/6.1
#
# The structs keep all their members, in their places; the members' own types are gone where no probe
# looks into them.
#
# SPDX-License-Identifier: GPL-2.0-or-later
import os
import struct
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../samples/capture'))

from btf import Btf  # noqa: E402
from probes import DATA_SYMBOLS, PROBES  # noqa: E402

STRUCTS = ('task_struct mm_struct rq tlb_state tlb_state_shared flush_tlb_info linux_binprm').split()
INNER = ('context',)
FUNCTIONS = sorted({name for probe in PROBES for name in probe[2].split()})


class Reducer:
    def __init__(self, btf):
        self.btf = btf
        self.types = []
        self.strings = b'\0'
        self.known = {'': 0}

    def add_string(self, text):
        if text not in self.known:
            self.known[text] = len(self.strings)
            self.strings += text.encode() + b'\0'
        return self.known[text]

    def add_type(self, name, info, size, rest=b''):
        self.types.append(struct.pack('<III', self.add_string(name), info, size) + rest)
        return len(self.types)

    def get_info(self, number):
        return struct.unpack_from('<III', self.btf.data, self.btf.types[number])

    def add_struct(self, number, name):
        kind, count, _, size, at = self.btf.get_type(number)
        members = []
        for i in range(count):
            named, inner, offset = struct.unpack_from('<III', self.btf.data, at + 12 * i)
            member = self.btf.get_string(named)
            behind = self.btf.strip(inner)
            is_needed = behind and self.btf.get_type(behind)[0] in (Btf.STRUCT, Btf.UNION) and \
                (not member or member in INNER)
            members.append((member, self.add_struct(behind, '') if is_needed else 0, offset))
        rest = b''.join(struct.pack('<III', self.add_string(member), inner, offset)
                        for member, inner, offset in members)
        return self.add_type(name, self.get_info(number)[1], size, rest)

    def add_function(self, name):
        number = self.btf.named.get((Btf.FUNC, name))
        if number is None:
            return
        proto = self.get_info(number)[2]
        _, info, _ = self.get_info(proto)
        names = self.btf.get_parameters(name)
        rest = b''.join(struct.pack('<II', self.add_string(parameter), 0) for parameter in names)
        self.add_type(name, self.get_info(number)[1], self.add_type('', info, 0, rest))

    def get_bytes(self):
        types = b''.join(self.types)
        return struct.pack('<HBBIIIII', 0xeb9f, 1, 0, 24, 0, len(types), len(types),
                           len(self.strings)) + types + self.strings


def main():
    btf_path, symbols, functions, output = sys.argv[1:]
    with open(btf_path, 'rb') as file:
        reducer = Reducer(Btf(file.read()))
    for name in STRUCTS:
        if (Btf.STRUCT, name) in reducer.btf.named:
            reducer.add_struct(reducer.btf.named[Btf.STRUCT, name], name)
    for name in FUNCTIONS:
        reducer.add_function(name)
    with open(f'{output}.btf', 'wb') as file:
        file.write(reducer.get_bytes())

    wanted = DATA_SYMBOLS.union(FUNCTIONS)
    for path, column, form in ((symbols, 2, 'symbols'), (functions, 0, 'functions')):
        with open(path, encoding='utf8') as source, open(f'{output}.{form}', 'w', encoding='utf8') as file:
            file.writelines(line for line in source if line.split()[column].split('.')[0] in wanted)


main()
