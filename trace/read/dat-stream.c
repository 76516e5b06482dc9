/* dat-stream.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-stream.h"

#include "dat-span.h"

/* So many pages behind one are asked whether it is theirs or they are not its CPU's. */
#define NEAR_PAGES 16

/* Three days of nanoseconds: pages of one trace lie closer together. */
#define FAR_TIME (G_GUINT64_CONSTANT (1) << 48)

/**
 * MmsDatStream:
 * @n_opened: how many runs were begun
 * @run: (nullable): the one that is read
 * @loaded: how many of its bytes there are
 * @page_at: where in the run @page begins
 * @next_at: where the page after it does
 * @last_time: the stamp of the last record, without the file's offset
 * @page_end: when the last page that was read ends; 0: none was
 * @has_short: a record of @page is too short for what it should hold
 * @is_behind_end: the last page was empty
 * @is_lossy: events are missing before the next event
 * @n_lost: how many; -1: unknown
 * @n_untold: how many a page lost that tells of a loss and of no number; -1: unknown
 */
struct _MmsDatStream
{
  MmsDatFile *file;
  MmsDatArea *area;
  const MmsDatBuffer *buffer;
  const MmsDatCpu *cpu;

  guint n_opened;
  const MmsDatRun *run;
  guint64 loaded;
  guint64 page_at;
  guint64 next_at;
  MmsDatPage page;
  guint64 last_time;
  guint64 page_end;
  gboolean has_short;
  gboolean has_events;

  gboolean is_behind_end;
  gboolean is_lossy;
  gint64 n_lost;
  gint64 n_untold;
};

static void
add_loss (MmsDatStream *stream, gint64 n_lost)
{
  if (!stream->is_lossy)
    stream->n_lost = n_lost;
  else if (stream->n_lost >= 0)
    stream->n_lost = n_lost < 0 ? -1 : stream->n_lost + n_lost;
  stream->is_lossy = TRUE;
}

static void
add_page_damage (MmsDatStream *stream, guint at, const char *problem)
{
  const guint64 page = stream->page_at / stream->buffer->page_size;

  /* A compressed page has no bytes of its own in the file. */
  if (stream->run->is_compressed)
    mms_dat_file_add_damage (stream->file, stream->run->offset,
                             "CPU %u, buffer \"%s\", page %" G_GUINT64_FORMAT
                             " of this chunk, byte %u: %s",
                             stream->cpu->cpu, stream->buffer->name, page, at, problem);
  else
    mms_dat_file_add_damage (stream->file, stream->run->offset + stream->page_at + at,
                             "CPU %u, buffer \"%s\", page %" G_GUINT64_FORMAT ", byte %u: %s",
                             stream->cpu->cpu, stream->buffer->name, page, at, problem);
}

/* The page's own stamp, if there is a page. */
static gboolean
peek_time (const MmsDatStream *stream, guint64 at, guint64 *time)
{
  if (at >= stream->loaded || stream->loaded - at < 8)
    return FALSE;

  *time = mms_dat_load64 (stream->area->data + stream->run->area + at,
                          stream->file->layout.big_endian);
  return TRUE;
}

/* The page at @at if it has records and all of it is there */
static gboolean
peek_span (const MmsDatStream *stream, guint64 at, MmsDatSpan *span)
{
  return at < stream->loaded
         && mms_dat_span_measure (span, &stream->file->layout,
                                  stream->area->data + stream->run->area + at,
                                  stream->buffer->page_size, stream->loaded - at);
}

/* The next page from @at on that begins at @from or later.  Returns: %FALSE if none is near */
static gboolean
find_later (const MmsDatStream *stream, guint64 at, guint64 from, MmsDatSpan *span, guint64 *place)
{
  const guint page_size = stream->buffer->page_size;

  for (guint i = 0; i < NEAR_PAGES && at < stream->loaded; i++, at += page_size)
    if (peek_span (stream, at, span) && span->start >= from)
      {
        *place = at;
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_same_page (const MmsDatStream *stream, guint64 a, guint64 b)
{
  const guint8 *data = stream->area->data + stream->run->area;
  const guint page_size = stream->buffer->page_size;

  return stream->loaded >= page_size && MAX (a, b) <= stream->loaded - page_size
         && memcmp (data + a, data + b, page_size) == 0;
}

static gboolean
leave_out (MmsDatStream *stream, const char *problem)
{
  add_page_damage (stream, 0, problem);
  add_loss (stream, -1);
  return FALSE;
}

static gboolean
is_far (guint64 a, guint64 b)
{
  return (a > b ? a - b : b - a) >= FAR_TIME;
}

/* A stamp of another age is no other CPU's: the page is taken to begin when the one before ended, or so
 * that it ends when the next one begins.  Returns: %FALSE if that does not fit either */
static gboolean
mend_stamp (MmsDatStream *stream, guint64 end)
{
  const guint64 length = end - stream->page.time;
  const guint64 start = stream->page_end;
  MmsDatSpan next;
  MmsDatSpan later;
  guint64 place;

  if (!find_later (stream, stream->next_at, start, &next, &place))
    return FALSE;
  /* With nothing before it, two that agree must come behind it. */
  if (start == 0
      && (!find_later (stream, place + stream->buffer->page_size, next.start, &later, &place)
          || is_far (next.start, later.start)))
    return FALSE;
  if (!is_far (stream->page.time, next.start) || (start != 0 && is_far (start, next.start))
      || length >= FAR_TIME || next.start < start || next.start - start < length)
    return FALSE;

  if (start == 0)
    add_page_damage (stream, 0, "its stamp does not fit the next ones");
  else
    {
      add_page_damage (stream, 0, "its stamp does not fit between its neighbours'");
      add_loss (stream, -1);
    }
  stream->page.time = start == 0 ? next.start - length : start;
  stream->page_end = stream->page.time + length;
  return TRUE;
}

/* A page that does not fit between the page before and those behind it.  Which of them is another CPU's is
 * for the others to say; where they do not, none of both is read.  Returns: whether this one is read */
static G_GNUC_NO_INLINE gboolean
settle_time (MmsDatStream *stream, guint64 end)
{
  const guint page_size = stream->buffer->page_size;
  const guint64 start = stream->page.time;
  const guint64 before = stream->page_end;
  MmsDatSpan next;
  MmsDatSpan later;
  guint64 place;
  gboolean fits;
  gboolean next_fits;

  if (stream->page_at >= page_size && is_same_page (stream, stream->page_at - page_size, stream->page_at))
    return leave_out (stream, "it is the page before once more; it is left out");
  if (mend_stamp (stream, end))
    return TRUE;
  if (start < before)
    return leave_out (stream, "it begins before the page before it ends; it is left out as "
                              "another CPU's");

  if (!find_later (stream, stream->next_at, before, &next, &place) || end <= next.start)
    {
      stream->page_end = end;
      return TRUE;
    }
  if (is_same_page (stream, stream->page_at, place))
    {
      stream->page_end = end;
      return TRUE;
    }
  /* One late record may be just that. */
  if (start <= next.start && mms_dat_span_count_after (&stream->page, next.start) == 1)
    {
      stream->page_end = next.start;
      return TRUE;
    }

  fits = TRUE;
  next_fits = TRUE;
  if (find_later (stream, place + page_size, before, &later, &place))
    {
      fits = end <= later.start;
      next_fits = next.end <= later.start;
    }
  if (fits && !next_fits)
    {
      stream->page_end = end;
      return TRUE;
    }
  if (fits)
    stream->page_end = end;
  return leave_out (stream, "it ends after the page behind it begins; it is left out as "
                            "another CPU's");
}

/* One CPU's pages follow each other in time.  Returns: %FALSE if this one is not read */
static gboolean
check_time (MmsDatStream *stream)
{
  const guint64 start = stream->page.time;
  const guint64 end = mms_dat_span_find_end (&stream->page);
  guint64 next;

  /* A chunk lies behind its CPU's other chunks, or it is not that CPU's. */
  if (G_UNLIKELY (start < stream->page_end && stream->run->is_compressed && stream->page_at == 0))
    {
      mms_dat_file_add_damage (stream->file, stream->run->offset,
                               "a chunk of pages of CPU %u, buffer \"%s\", begins before the chunk "
                               "before it ends; it is left out as another CPU's",
                               stream->cpu->cpu, stream->buffer->name);
      add_loss (stream, -1);
      stream->next_at = stream->loaded;
      return FALSE;
    }
  if (G_UNLIKELY (start < stream->page_end
                  || (peek_time (stream, stream->next_at, &next) && next != 0 && end > next)))
    {
      if (!settle_time (stream, end))
        return FALSE;
    }
  else
    stream->page_end = end;

  if (G_UNLIKELY (stream->page.time < stream->last_time))
    {
      add_page_damage (stream, 0, "the records of the page before end after it begins");
      add_loss (stream, -1);
    }
  return TRUE;
}

/* Whether all pages of what was expanded make sense: neither zstd nor zlib, as trace-cmd uses them,
 * check what they make, and one wrong bit makes noise of everything behind it. */
static gboolean
is_sound (const MmsDatStream *stream)
{
  const MmsDatLayout *layout = &stream->file->layout;
  const guint page_size = stream->buffer->page_size;
  const guint8 *data = stream->area->data + stream->run->area;
  MmsDatStep step = MMS_DAT_STEP_END;
  guint64 last = 0;

  for (guint64 at = 0; stream->loaded - at >= page_size && step != MMS_DAT_STEP_BAD; at += page_size)
    {
      MmsDatPage page;
      MmsDatRecord record;

      mms_dat_page_open (&page, layout, data + at, page_size, page_size);
      if (page.problem || (page.at < page.end && page.time < last))
        return FALSE;
      while ((step = mms_dat_page_next (&page, &record)) == MMS_DAT_STEP_RECORD)
        {
          const guint id = mms_dat_load (record.data + layout->type_offset, layout->type_size,
                                         layout->big_endian);
          const guint least = stream->file->kinds->least_of[id];

          if (G_UNLIKELY (record.size < least && least != MMS_DAT_UNKNOWN))
            return FALSE;
          last = record.time;
        }
    }
  return step != MMS_DAT_STEP_BAD;
}

/* Returns: %FALSE when there are no more */
static gboolean
open_run (MmsDatStream *stream)
{
  if (stream->run && stream->loaded < stream->run->size)
    add_loss (stream, -1);
  stream->run = NULL;
  stream->loaded = 0;
  stream->next_at = 0;

  if (stream->n_opened == stream->cpu->runs->len)
    return FALSE;

  stream->run = &g_array_index (stream->cpu->runs, MmsDatRun, stream->n_opened++);
  stream->loaded = mms_dat_area_load (stream->area, stream->run);
  /* What a run lacks because the file is cut was noted when the runs were found. */
  if (stream->run->is_compressed && stream->run->stored > 0 && stream->loaded < stream->run->size)
    mms_dat_file_add_damage (stream->file, stream->run->offset,
                             "of %" G_GUINT64_FORMAT
                             " bytes of pages of CPU %u only %" G_GUINT64_FORMAT " can be expanded",
                             stream->run->size, stream->cpu->cpu, stream->loaded);
  if (stream->run->is_compressed && !is_sound (stream))
    {
      mms_dat_file_add_damage (stream->file, stream->run->offset,
                               "what a chunk of pages of CPU %u, buffer \"%s\", expands to makes no "
                               "sense; %" G_GUINT64_FORMAT " bytes of pages are left out",
                               stream->cpu->cpu, stream->buffer->name, stream->loaded);
      stream->loaded = 0;
      add_loss (stream, -1);
    }
  return TRUE;
}

/* Asks for a page's beginning from memory: no processor looks beyond the page that is read, whose stamp
 * is compared with that of the next one. */
static inline void
expect_page (const MmsDatStream *stream, guint64 at)
{
  const guint8 *page;

  if (at + MMS_DAT_AHEAD > stream->loaded)
    return;
  page = stream->area->data + stream->run->area + at;
  for (guint i = 0; i < MMS_DAT_AHEAD; i += MMS_DAT_CACHE_LINE)
    __builtin_prefetch (page + i);
}

static gboolean
open_page (MmsDatStream *stream)
{
  while (stream->next_at >= stream->loaded)
    if (!open_run (stream))
      return FALSE;

  stream->has_short = FALSE;
  stream->page_at = stream->next_at;
  stream->next_at += MIN (stream->buffer->page_size, stream->loaded - stream->page_at);
  mms_dat_page_open (&stream->page, &stream->file->layout,
                     stream->area->data + stream->run->area + stream->page_at,
                     stream->buffer->page_size, stream->next_at - stream->page_at);
  if (stream->page.is_lossy)
    add_loss (stream, stream->page.n_lost < 0 ? stream->n_untold : stream->page.n_lost);

  if (stream->page.problem == NULL && stream->page.at == stream->page.end)
    {
      stream->is_behind_end = TRUE;
      return TRUE;
    }
  /* What fills a CPU's part up comes last. */
  if (stream->is_behind_end)
    {
      add_page_damage (stream, 0, "pages before it are empty");
      add_loss (stream, -1);
      stream->is_behind_end = FALSE;
    }
  /* Each page may be the one behind pages that are missing. */
  if (stream->cpu->has_holes)
    add_loss (stream, -1);
  if (stream->page.at < stream->page.end && !check_time (stream))
    {
      stream->page.problem = NULL;
      stream->page.at = stream->page.end;
    }
  expect_page (stream, stream->next_at + stream->buffer->page_size);
  return TRUE;
}

/* Sets against each other how many events the ring buffer lost in all and what its pages tell. */
static void
count_untold (MmsDatStream *stream, const MmsDatStat *stat)
{
  const guint page_size = stream->buffer->page_size;
  guint64 n_told = 0;
  guint n_losses = 0;
  guint n_untold = 0;

  for (guint i = 0; i < stream->cpu->runs->len; i++)
    {
      const MmsDatRun *run = &g_array_index (stream->cpu->runs, MmsDatRun, i);
      gsize loaded = mms_dat_area_load (stream->area, run);

      for (gsize at = 0; at < loaded; at += page_size)
        {
          MmsDatPage page;

          mms_dat_page_open (&page, &stream->file->layout, stream->area->data + run->area + at,
                             page_size, MIN (page_size, loaded - at));
          n_losses += page.is_lossy;
          if (page.is_lossy && page.n_lost < 0)
            n_untold++;
          else if (page.is_lossy)
            n_told += page.n_lost;
        }
    }

  if (n_losses == 0)
    add_loss (stream, stat->overrun);
  else if (n_untold == 1 && stat->overrun > n_told)
    stream->n_untold = stat->overrun - n_told;
}

MmsDatStream *
mms_dat_stream_new (MmsDatFile *file,
                    MmsDatArea *area,
                    const MmsDatBuffer *buffer,
                    const MmsDatCpu *cpu)
{
  MmsDatStream *stream = g_new0 (MmsDatStream, 1);
  const MmsDatStat *stat = mms_dat_file_find_stat (file, buffer->name, cpu->cpu);

  stream->file = file;
  stream->area = area;
  stream->buffer = buffer;
  stream->cpu = cpu;
  stream->page.layout = &file->layout;
  stream->n_untold = -1;
  if (stat && stat->overrun > 0 && stat->overrun < G_MAXINT64)
    count_untold (stream, stat);
  return stream;
}

void
mms_dat_stream_free (MmsDatStream *stream)
{
  g_free (stream);
}

guint64
mms_dat_stream_estimate (MmsDatStream *stream)
{
  const MmsDatRun *run;
  MmsDatPage page;
  MmsDatRecord record;
  guint64 size = 0;
  guint64 n_records = 0;
  gsize loaded;

  if (stream->cpu->runs->len == 0)
    return 0;

  for (guint i = 0; i < stream->cpu->runs->len; i++)
    {
      run = &g_array_index (stream->cpu->runs, MmsDatRun, i);
      size += run->is_compressed ? run->size : run->stored;
    }

  run = &g_array_index (stream->cpu->runs, MmsDatRun, 0);
  loaded = mms_dat_area_load (stream->area, run);
  mms_dat_page_open (&page, &stream->file->layout, stream->area->data + run->area,
                     stream->buffer->page_size, MIN (loaded, stream->buffer->page_size));
  while (mms_dat_page_next (&page, &record) == MMS_DAT_STEP_RECORD)
    n_records++;
  return n_records * (size / stream->buffer->page_size);
}

gboolean
mms_dat_stream_has_events (MmsDatStream *stream)
{
  return stream->has_events;
}

/* The stream is at its end: what is missing now comes after its last event. */
static void
tell_end (MmsDatStream *stream)
{
  const MmsDatStat *stat
      = mms_dat_file_find_stat (stream->file, stream->buffer->name, stream->cpu->cpu);

  if (stat && stat->dropped > 0 && stat->dropped < G_MAXINT64)
    {
      mms_trace_builder_add_note (
          stream->file->builder, FALSE,
          "CPU %u, buffer \"%s\": the ring buffer was full and refused %" G_GUINT64_FORMAT
          " events",
          stream->cpu->cpu, stream->buffer->name, stat->dropped);
      add_loss (stream, stat->dropped);
    }
  if (stream->cpu->has_holes)
    add_loss (stream, -1);
  if (stream->is_lossy)
    mms_trace_builder_add_loss (stream->file->builder, stream->cpu->cpu, stream->n_lost);
  stream->is_lossy = FALSE;
}

/* A record of an unknown kind, or one that does not hold its fields, of which one of a page is told.
 * Whatever it was, it may have been what the events behind it rest on. */
static G_GNUC_NO_INLINE void
tell_short (MmsDatStream *stream, const MmsDatRecord *record, guint id)
{
  g_autofree char *problem = NULL;

  add_loss (stream, -1);
  if (stream->has_short || stream->file->kinds->least_of[id] == MMS_DAT_UNKNOWN)
    return;
  stream->has_short = TRUE;
  problem = g_strdup_printf ("a record of %u bytes is too short for an event with the number %u",
                             record->size, id);
  add_page_damage (stream, (guint) (record->head - stream->page.data), problem);
}

/* In 128 bits, as a day of cycles times the factor has more than 64. */
static inline guint64
convert_time (const MmsDatFile *file, guint64 time)
{
  if (G_UNLIKELY (file->tsc.mult != 0))
    time = (guint64) (((unsigned __int128) time * file->tsc.mult) >> file->tsc.shift);
  return time + file->time_offset;
}

/* What ends a page was @step.  Returns: %FALSE when there is no other */
static G_GNUC_NO_INLINE gboolean
turn_page (MmsDatStream *stream, MmsDatStep step)
{
  if (step == MMS_DAT_STEP_BAD)
    {
      add_page_damage (stream, stream->page.problem_at, stream->page.problem);
      add_loss (stream, -1);
    }
  if (open_page (stream))
    return TRUE;
  tell_end (stream);
  stream->page = (MmsDatPage) { .layout = &stream->file->layout };
  return FALSE;
}

static G_GNUC_NO_INLINE void
tell_loss (MmsDatStream *stream, const MmsEvent *event)
{
  mms_trace_builder_add_loss_place (stream->file->builder, event->place, stream->n_lost);
  stream->is_lossy = FALSE;
}

gboolean
mms_dat_stream_next (gpointer data, MmsEvent *event)
{
  MmsDatStream *stream = data;
  const MmsDatFile *file = stream->file;
  const MmsDatLayout *layout = &file->layout;
  MmsDatRecord record;
  MmsDatStep step;
  guint kind;
  guint id;

  while (G_UNLIKELY ((step = mms_dat_page_next (&stream->page, &record)) != MMS_DAT_STEP_RECORD))
    if (!turn_page (stream, step))
      return FALSE;

  /* The smallest record has one word of data, and the id lies in it. */
  id = mms_dat_load (record.data + layout->type_offset, layout->type_size, layout->big_endian);
  kind = file->kinds->kind_of[id];
  kind = G_LIKELY (kind != 0) ? kind - 1 : mms_dat_kinds_meet (file->kinds, id);

  *event = (MmsEvent) {
    .time = convert_time (file, record.time),
    .place = (record.head - stream->area->data) / 4,
    .cpu = stream->cpu->cpu,
    .kind = kind,
    .lost = stream->is_lossy,
  };
  stream->last_time = record.time;
  stream->has_events = TRUE;

  if (G_UNLIKELY (stream->is_lossy))
    tell_loss (stream, event);
  if (G_UNLIKELY (record.size < file->kinds->least_of[id]))
    tell_short (stream, &record, id);
  return TRUE;
}
