# btf.py - the part of the BPF type format that tells where a struct has its members
#
# SPDX-License-Identifier: GPL-2.0-or-later
import struct


class Btf:
    """What a kernel tells about its own types: Documentation/bpf/btf.rst."""

    STRUCT, UNION, TYPEDEF, FUNC, FUNC_PROTO = 4, 5, 8, 12, 13
    MODIFIERS = (8, 9, 10, 11, 18)  # typedef, volatile, const, restrict, type tag
    # Bytes behind a type's own twelve: once, and per element
    SIZES = {1: (4, 0), 3: (12, 0), 4: (0, 12), 5: (0, 12), 6: (0, 8), 13: (0, 8), 14: (4, 0),
             15: (0, 12), 17: (4, 0), 19: (0, 12)}

    def __init__(self, data):
        self.data = data
        self.types = [0]  # where each begins
        self.named = {}   # (kind, name): number
        self.order = '<' if data[:2] == b'\x9f\xeb' else '>'
        magic, _, _, length, start, size, strings, _ = self.unpack('HBBIIIII', 0)
        if magic != 0xeb9f:
            raise ValueError('this is no BTF')
        self.strings = length + strings
        self.index(length + start, length + start + size)

    def unpack(self, form, at):
        try:
            return struct.unpack_from(self.order + form, self.data, at)
        except struct.error:
            raise ValueError('the BTF is damaged') from None

    def index(self, at, end):
        while at < end:
            name, info, _ = self.unpack('III', at)
            kind, count = info >> 24 & 31, info & 0xffff
            if kind in (self.STRUCT, self.UNION, self.FUNC):
                self.named.setdefault((kind, self.get_string(name)), len(self.types))
            self.types.append(at)
            once, each = self.SIZES.get(kind, (0, 0))
            at += 12 + once + count * each

    def get_string(self, offset):
        start = self.strings + offset
        end = self.data.find(b'\0', start)
        if end < 0:
            raise ValueError('the BTF is damaged')
        return self.data[start:end].decode('utf8', 'replace')

    def get_type(self, number):
        """kind, number of elements, whether members have bit sizes, size or type, place of the rest"""
        if number >= len(self.types):
            raise ValueError('the BTF is damaged')
        at = self.types[number]
        _, info, size = self.unpack('III', at)
        return info >> 24 & 31, info & 0xffff, info >> 31, size, at + 12

    def strip(self, number):
        """the type behind typedefs and qualifiers"""
        for _ in range(32):
            kind, _, _, behind, _ = self.get_type(number)
            if number == 0 or kind not in self.MODIFIERS:
                break
            number = behind
        return number

    def find_member(self, number, name, depth=0):
        """offset in bytes and type of a member, also of a nameless struct within"""
        kind, count, has_bits, _, at = self.get_type(number)
        if number == 0 or kind not in (self.STRUCT, self.UNION) or depth > 16:
            return None
        for i in range(count):
            named, inner, offset = self.unpack('III', at + 12 * i)
            offset = (offset & 0xffffff if has_bits else offset) // 8
            member = self.get_string(named)
            if member == name:
                return offset, self.strip(inner)
            found = None if member else self.find_member(self.strip(inner), name, depth + 1)
            if found:
                return offset + found[0], found[1]
        return None

    def get_offset(self, path):
        """'mm_struct.context.ctx_id': its offset in bytes, None where this kernel has no such member"""
        first, *rest = path.split('.')
        number = self.named.get((self.STRUCT, first), 0)
        offset = 0
        for name in rest:
            found = self.find_member(number, name)
            if not found:
                return None
            offset += found[0]
            number = found[1]
        return offset

    def get_parameters(self, function):
        """names of a function's parameters, None where it is not listed"""
        number = self.named.get((self.FUNC, function))
        if number is None:
            return None
        kind, count, _, _, at = self.get_type(self.get_type(number)[3])
        if kind != self.FUNC_PROTO:
            return None
        return [self.get_string(self.unpack('I', at + 8 * i)[0])
                for i in range(count)]
