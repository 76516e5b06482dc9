/* dat-page.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-page.h"

#define COMMIT_MASK ((1u << 27) - 1)
#define COMMIT_UNUSED (7u << 27)
#define COMMIT_STORED (1u << 30)
#define COMMIT_MISSED (1u << 31)

#define DELTA_BITS MMS_DAT_DELTA_BITS
#define DELTA_MASK ((1u << DELTA_BITS) - 1)

#define STAMP_BITS 59
#define STAMP_MASK ((G_GUINT64_CONSTANT (1) << STAMP_BITS) - 1)

enum
{
  TYPE_LONG = MMS_DAT_TYPE_LONG,
  TYPE_MAX_WORDS = MMS_DAT_TYPE_MAX_WORDS,
  TYPE_PADDING = 29,
  TYPE_TIME_EXTEND = 30,
  TYPE_TIME_STAMP = 31,
};

void
mms_dat_page_open (MmsDatPage *page,
                   const MmsDatLayout *layout,
                   const guint8 *data,
                   guint size,
                   guint available)
{
  guint64 commit;
  guint used;

  *page = (MmsDatPage) { .layout = layout, .data = data, .at = layout->data_offset };

  if (available < layout->data_offset)
    {
      page->problem = "the file ends in the page's head";
      return;
    }

  page->time = mms_dat_load64 (data, layout->big_endian);
  commit = mms_dat_load (data + layout->commit_offset, layout->long_size, layout->big_endian);
  used = commit & COMMIT_MASK;

  /* Bit 31 was added to a signed word.  The kernel hands out no page without records; what fills a
   * file up is zero. */
  if ((commit & COMMIT_UNUSED) != 0
      || (commit >> 32 != 0 && (guint64) (gint64) (gint32) commit != commit)
      || (used == 0 && (page->time != 0 || commit != 0)))
    {
      page->problem = "the page's commit word makes no sense";
      page->problem_at = layout->commit_offset;
      return;
    }

  if (used == 0)
    {
      for (guint at = layout->data_offset; at < MIN (available, size); at++)
        if (data[at] != 0)
          {
            page->problem = "the page's head is zero, and what follows is not";
            return;
          }
    }

  if (used > size - layout->data_offset)
    {
      page->problem = "the page claims more bytes than a page holds";
      page->problem_at = layout->commit_offset;
      return;
    }

  if (commit & COMMIT_MISSED)
    {
      guint stored_at = (layout->data_offset + used + 3) & ~3u;

      page->is_lossy = TRUE;
      page->n_lost = -1;
      if ((commit & COMMIT_STORED) && stored_at <= available
          && layout->long_size <= available - stored_at)
        {
          guint64 n_lost = mms_dat_load (data + stored_at, layout->long_size, layout->big_endian);

          if (n_lost > 0 && n_lost < G_MAXINT64)
            page->n_lost = n_lost;
        }
    }

  page->end = layout->data_offset + used;
  if (page->end > available)
    {
      page->end = available;
      page->problem = "the file ends within the page";
      page->problem_at = available;
    }
}

static MmsDatStep
fail (MmsDatPage *page, const char *problem)
{
  /* What was already wrong with the page explains what does not fit. */
  if (page->problem == NULL)
    {
      page->problem_at = page->at;
      page->problem = problem;
    }
  page->at = page->end;
  return MMS_DAT_STEP_BAD;
}

MmsDatStep
mms_dat_page_step (MmsDatPage *page, MmsDatRecord *record)
{
  const gboolean big_endian = page->layout->big_endian;

  while (page->at < page->end)
    {
      const guint8 *head = page->data + page->at;
      guint left = page->end - page->at;
      guint32 word;
      guint32 next = 0;
      guint type;
      guint64 delta;

      if (left < 4)
        return fail (page, "a record's head does not fit");

      word = mms_dat_load32 (head, big_endian);
      type = big_endian ? word >> DELTA_BITS : word & 0x1f;
      delta = big_endian ? word & DELTA_MASK : word >> 5;

      if (type - 1 < TYPE_MAX_WORDS)
        {
          if (left - 4 < 4 * type)
            return fail (page, "a record runs over the end of the page");
          page->time += delta;
          page->at += 4 + 4 * type;
          *record = (MmsDatRecord) { head, head + 4, 4 * type, page->time };
          return MMS_DAT_STEP_RECORD;
        }

      if (type == TYPE_PADDING && delta == 0)
        {
          page->at = page->end;
          break;
        }

      if (left < 8)
        return fail (page, "a record's head does not fit");
      next = mms_dat_load32 (head + 4, big_endian);

      switch (type)
        {
        case TYPE_TIME_EXTEND:
          page->time += delta + ((guint64) next << DELTA_BITS);
          page->at += 8;
          break;

        case TYPE_TIME_STAMP:
          /* The stamp has 59 bits; the kernel's reader adds the rest from the stamp before too. */
          delta += (guint64) next << DELTA_BITS;
          page->time = (page->time & ~STAMP_MASK) | delta;
          page->at += 8;
          break;

        case TYPE_PADDING:
          if (next < 4 || next > left - 4 || next % 4 != 0)
            return fail (page, "padding runs over the end of the page");
          page->time += delta;
          page->at += 4 + next;
          break;

        case TYPE_LONG:
        default:
          if (next < 8 || next > left - 4)
            return fail (page, "a record runs over the end of the page");
          page->time += delta;
          /* Records begin on words, whatever their size; the last one ends where the page does. */
          page->at += MIN (4 + ((next + 3) & ~3u), left);
          *record = (MmsDatRecord) { head, head + 8, next - 4, page->time };
          return MMS_DAT_STEP_RECORD;
        }
    }

  return page->problem ? MMS_DAT_STEP_BAD : MMS_DAT_STEP_END;
}
