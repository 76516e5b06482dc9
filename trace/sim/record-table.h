/* record-table.h - pieces of states, each kept once, for many threads at a time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "span.h"

#include <stdatomic.h>

G_BEGIN_DECLS

/* Record numbers have 28 bits; 0 is none. */
#define MMS_RECORD_MAX ((guint32) 0x0fffffff)

/* Words of 32 bits.  Cells may be taken for them: see machine.h. */
typedef guint32 __attribute__ ((may_alias)) MmsWord;

/**
 * MmsRecordTable:
 * @width: words of a record
 * @records: by number
 * @slots: open addressing; a number, and four bits of the record's hash to save looks at @records
 *
 * Insertion waits for nobody.  Only to grow the slots all threads must stop, for which whoever owns the table
 * sees to it: once @must_grow is set, each makes at most MMS_RECORD_RESERVE more insertions before it does.
 */
typedef struct
{
  guint width;
  MmsSpan records;
  _Atomic guint32 *slots;
  guint32 mask;              /* slots less one */
  guint32 limit;             /* numbers given out before the slots must grow */
  _Atomic guint32 n_records; /* numbers given out, 0 among them */
  atomic_bool must_grow;
  atomic_bool is_exhausted; /* no more numbers, or no memory */
  GMutex lock;              /* for what is given out */
} MmsRecordTable;

/* Numbers that one thread has taken in stock and not yet used. */
typedef struct
{
  guint32 next;
  guint32 end;
} MmsRecordStock;

#define MMS_RECORD_RESERVE 256

/* @n_threads: that use it at once, at most */
void  mms_record_table_init  (MmsRecordTable *table,
                              guint           width,
                              guint           n_threads);
void  mms_record_table_clear (MmsRecordTable *table);
gsize mms_record_table_get_memory (const MmsRecordTable *table);

/* Makes room if it must; nobody inserts or looks anything up meanwhile. */
void mms_record_table_grow (MmsRecordTable *table);

static inline gboolean
mms_record_table_must_grow (const MmsRecordTable *table)
{
  return atomic_load_explicit (&table->must_grow, memory_order_relaxed);
}

/* The number of @record, a new one if it has none.  0: the table is exhausted. */
guint32 mms_record_table_take (MmsRecordTable *table,
                               MmsRecordStock *stock,
                               const MmsWord  *record);

static inline const MmsWord *
mms_record_table_get (const MmsRecordTable *table, guint32 number)
{
  return (const MmsWord *) table->records.data + (gsize) number * table->width;
}

G_END_DECLS
