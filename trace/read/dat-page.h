/* dat-page.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-cursor.h"
#include "dat-layout.h"

G_BEGIN_DECLS

/**
 * MmsDatRecord:
 * @head: its head, in the page's memory; the place that an event remembers
 * @data: what the tracepoint wrote, within the page
 */
typedef struct
{
  const guint8 *head;
  const guint8 *data;
  guint size;
  guint64 time;
} MmsDatRecord;

/* Of a record's head, see #MmsDatPage */
#define MMS_DAT_DELTA_BITS 27
#define MMS_DAT_TYPE_LONG 0
#define MMS_DAT_TYPE_MAX_WORDS 28

typedef enum
{
  MMS_DAT_STEP_RECORD,
  MMS_DAT_STEP_END,
  MMS_DAT_STEP_BAD, /* the rest of the page makes no sense; see MmsDatPage.problem */
} MmsDatStep;

/**
 * MmsDatPage:
 * @is_lossy: events are missing before this page
 * @n_lost: how many; -1 where the page does not tell
 * @problem: (nullable): what is wrong, for people
 * @problem_at: where in the page
 *
 * Walks through the records of one ring-buffer page:
 *
 * 8 bytes of stamp, the commit word (a long: 27 bits of how many bytes of records follow, bit 31
 * for events missing before, bit 30 for their number stored behind the records), then records, each
 * with a head of 32 bits: 5 bits of type_len (the low ones in little endian, the high ones in big),
 * 27 bits of time since the record before.  By type_len:
 *
 * - 1 to 28: that many 4-byte words of data follow;
 * - 0: the next word is the number of bytes of itself and the data;
 * - 29: padding; without time to the page's end, else the next word tells how many bytes of it;
 * - 30: the next word is 32 more bits of time, above the 27;
 * - 31: the next word with the 27 bits below is the absolute stamp, of which the top 5 bits are
 *   those of the stamp before.
 *
 * libtraceevent's kbuffer walks the same pages, but believes the commit word and the sizes in the
 * heads, so every page would have to be walked here first to be safe; by itself it takes 3.6 times
 * as long (`test-dat-page -m perf`), and it forgets a loss where a page begins with a time
 * extension.  That test holds the two together.
 */
typedef struct
{
  const MmsDatLayout *layout;
  const guint8 *data;
  guint at;
  guint end;
  guint64 time;
  gboolean is_lossy;
  gint64 n_lost;
  const char *problem;
  guint problem_at;
} MmsDatPage;

/**
 * mms_dat_page_open:
 * @data: the page, aligned to 4 bytes
 * @size: bytes that a page has
 * @available: bytes that are there, fewer where the file was cut
 *
 * Where the commit word is out of bounds, @problem is set; where the page is cut, its records up to
 * the cut can be read and then the page turns out bad.
 */
void mms_dat_page_open (MmsDatPage         *page,
                        const MmsDatLayout *layout,
                        const guint8       *data,
                        guint               size,
                        guint               available);

MmsDatStep mms_dat_page_step (MmsDatPage   *page,
                              MmsDatRecord *record);

/* So many bytes ahead, memory is fetched while records are looked at. */
#define MMS_DAT_AHEAD 768
#define MMS_DAT_CACHE_LINE 64

/* The next record.  All but a few have a head of one word and fit, and millions of them are passed here;
 * whatever else comes is for mms_dat_page_step(). */
static inline MmsDatStep
mms_dat_page_next (MmsDatPage *page, MmsDatRecord *record)
{
  const guint left = page->end - page->at;

  if (G_LIKELY (page->at < page->end && left >= 8 && !page->layout->big_endian))
    {
      const guint8 *head = page->data + page->at;
      const guint32 word = mms_dat_load32 (head, FALSE);
      const guint type = word & 0x1f;
      const guint is_long = type == MMS_DAT_TYPE_LONG;
      /* Long and short ones alternate as they like: nothing for a processor to guess. */
      const guint size = 4 * type | (mms_dat_load32 (head + 4, FALSE) & -is_long);

      /* Most records take more than one cache line. */
      __builtin_prefetch (head + MMS_DAT_AHEAD);
      __builtin_prefetch (head + MMS_DAT_AHEAD + MMS_DAT_CACHE_LINE);
      if (G_LIKELY (type <= MMS_DAT_TYPE_MAX_WORDS && size >= 8 && size % 4 == 0
                    && size <= left - 4))
        {
          page->time += word >> 5;
          page->at += 4 + size;
          record->head = head;
          record->data = head + 4 + 4 * is_long;
          record->size = size - 4 * is_long;
          record->time = page->time;
          return MMS_DAT_STEP_RECORD;
        }
    }
  return mms_dat_page_step (page, record);
}

/**
 * mms_dat_record_at:
 * @available: bytes at @head that may be read
 *
 * The record's data again, from its head alone.  Neither its place nor its bytes are trusted.
 */
static inline gboolean
mms_dat_record_at (MmsDatRecord *record, const MmsDatLayout *layout, const guint8 *head,
                   gsize available)
{
  guint32 word;
  guint type;

  if (available < 8)
    return FALSE;

  word = mms_dat_load32 (head, layout->big_endian);
  type = layout->big_endian ? word >> MMS_DAT_DELTA_BITS : word & 0x1f;

  if (G_LIKELY (type - 1 < MMS_DAT_TYPE_MAX_WORDS))
    {
      *record = (MmsDatRecord) { head, head + 4, 4 * type, 0 };
      return available - 4 >= 4 * type;
    }

  if (type == MMS_DAT_TYPE_LONG)
    {
      guint32 next = mms_dat_load32 (head + 4, layout->big_endian);

      *record = (MmsDatRecord) { head, head + 8, next - 4, 0 };
      return next >= 8 && next <= available - 4;
    }

  return FALSE;
}

G_END_DECLS
