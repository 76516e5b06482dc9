/* kind.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "role.h"

G_BEGIN_DECLS

/**
 * MmsFieldForm:
 * @MMS_FIELD_UNSIGNED: a number
 * @MMS_FIELD_SIGNED: a number with a sign
 * @MMS_FIELD_NUMBERS: a fixed array of numbers
 * @MMS_FIELD_CHARS: a fixed array of characters, NUL-terminated or full
 * @MMS_FIELD_DATA_LOC: a `__data_loc`: 16 bits of offset and of length, here of a string
 * @MMS_FIELD_REL_LOC: a `__rel_loc`: as before, the offset counted from the field's own end
 * @MMS_FIELD_DATA_NUMBERS: a `__data_loc` array of numbers (cpumasks among them)
 * @MMS_FIELD_BYTES: anything else; shown in hex
 * @MMS_FIELD_TEXT: a `key=value` of a text trace, read as asked
 */
typedef enum
{
  MMS_FIELD_UNSIGNED,
  MMS_FIELD_SIGNED,
  MMS_FIELD_NUMBERS,
  MMS_FIELD_CHARS,
  MMS_FIELD_DATA_LOC,
  MMS_FIELD_REL_LOC,
  MMS_FIELD_DATA_NUMBERS,
  MMS_FIELD_BYTES,
  MMS_FIELD_TEXT,
} MmsFieldForm;

/**
 * MmsField:
 * @name: (transfer none): interned
 * @type: (transfer none): interned; the C type as the kernel's format names it, %NULL in text
 * @offset: bytes from the record's start
 * @size: bytes in the record
 * @element_size: bytes of one number; equals @size unless it is an array
 * @is_signed: of its numbers
 * @is_pointer: printed as 0x…
 */
typedef struct
{
  const char *name;
  const char *type;
  MmsFieldForm form;
  guint16 offset;
  guint16 size;
  guint8 element_size;
  guint8 is_signed : 1;
  guint8 is_pointer : 1;
} MmsField;

/* A field of a kind, and an element of it where it is an array. */
typedef struct
{
  guint8 is_bound;
  guint8 element;
  guint16 field;
} MmsBinding;

/**
 * MmsLoad:
 * @end: bytes that a record must have to hold the field; %MMS_LOAD_NONE where only the decoder can read it
 * @offset: of the number from the record's start
 * @shift: how many of the 64 bits from there on belong to what follows it
 * @is_signed: whether its sign is extended
 *
 * Where a number lies in a record's bytes, worked out once for each kind and not for each event.
 */
typedef struct
{
  guint32 end;
  guint16 offset;
  guint8 shift;
  guint8 is_signed;
} MmsLoad;

#define MMS_LOAD_NONE G_MAXUINT32

#define MMS_N_OWN_SLOTS (MMS_N_SLOTS - MMS_SLOT_OWN_ACTIVE)

/**
 * MmsKind:
 * @system: (nullable): interned; the tracepoint's system, %NULL where the trace does not tell it
 * @name: interned
 * @id: the number that records carry; 0 in text
 * @fields: (element-type MmsField): without the `common_*` ones
 * @vocabulary: (nullable): the table that gave @role: "sched", "lz", "lazy_mm"
 * @bindings: which field fills which slot of @role
 * @own: for CPU c and slot MMS_SLOT_OWN_ACTIVE + i, element c * MMS_N_OWN_SLOTS + i is the index of
 *   the field that holds that CPU's own answer, plus 1; 0 where there is none
 * @loads: the same as @bindings, for records whose bytes can be read as they are
 * @own_loads: (nullable): as @own
 * @pid: the recording task's pid; its reader sets it
 * @count: events of this kind in the trace
 *
 * One kind of event: its name, its fields, and what the vocabulary takes it for.
 */
typedef struct
{
  const char *system;
  const char *name;
  guint id;
  const char *vocabulary;
  MmsRole role;
  GArray *fields;
  MmsBinding bindings[MMS_N_SLOTS];
  guint16 *own;
  guint n_own_cpus;
  MmsLoad loads[MMS_N_SLOTS];
  MmsLoad *own_loads;
  MmsLoad pid;
  guint64 count;
} MmsKind;

MmsKind *mms_kind_new  (const char *system,
                        const char *name,
                        guint       id);
void     mms_kind_free (MmsKind    *kind);

/**
 * mms_kind_add_field:
 *
 * Returns: the new field's index
 */
guint mms_kind_add_field (MmsKind        *kind,
                          const MmsField *field);

/**
 * mms_kind_find_field:
 *
 * Returns: the index of the field called @name, or -1
 */
int mms_kind_find_field (const MmsKind *kind,
                         const char    *name);

/* Works the loads out anew, after fields were bound. */
void mms_kind_plan (MmsKind *kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsKind, mms_kind_free)

G_END_DECLS
