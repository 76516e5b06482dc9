/* pieces.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "pieces.h"

#include <string.h>

#include "read/dat-area.h"
#include "read/dat-runs.h"
#include "read/inflate.h"
#include "read/read.h"
#include "read/readers.h"

/* What expands beyond this is not compared. */
#define MAX_TEXT (256u << 20)

/* Where a piece lies, and the keys of its events in whole->keys */
typedef struct
{
  gsize start;
  gsize end;
  guint first_key;
  guint n_keys;
} Piece;

struct _Whole
{
  char *path;
  GBytes *bytes;
  GBytes *text;      /* what a compressed text holds; NULL: the file is not one */
  gboolean is_dat;
  GHashTable *ids; /* of the kinds */
  GArray *pieces;
  GArray *keys;
};

void
whole_free (Whole *whole)
{
  g_free (whole->path);
  g_bytes_unref (whole->bytes);
  g_clear_pointer (&whole->text, g_bytes_unref);
  g_hash_table_unref (whole->ids);
  g_array_unref (whole->pieces);
  g_array_unref (whole->keys);
  g_free (whole);
}

const guint8 *
whole_get_data (const Whole *whole, gsize *size)
{
  return g_bytes_get_data (whole->bytes, size);
}

guint
whole_get_n_events (const Whole *whole)
{
  return whole->keys->len;
}

gboolean
whole_has_line_end (const Whole *whole, gsize at)
{
  const char *data = g_bytes_get_data (whole->bytes, NULL);

  return !whole->is_dat && whole->text == NULL && at > 0 && data[at - 1] == '\n';
}

/* Neither the CPU nor, where there is a number, the name: a file that lost its tables gives the pages
 * and says what it lacks. */
static guint64
make_key (MmsTrace *trace, const MmsEvent *event)
{
  const MmsKind *kind = mms_trace_get_kind (trace, event->kind);
  guint64 key = event->time * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  key ^= (guint64) (kind->id != 0 ? kind->id : g_str_hash (kind->name)) << 20;
  key += (guint64) mms_trace_get_pid (trace, event) * G_GUINT64_CONSTANT (0xc2b2ae3d27d4eb4f);
  return key ^ key >> 29;
}

/* --- where an event lies --- */

/* The file as its reader lays it out, so that an event's place leads to bytes of the file */
typedef struct
{
  MmsTraceBuilder *builder;
  MmsDatFile *file;
  MmsDatArea *area;
} Layout;

static void
layout_clear (Layout *layout)
{
  g_clear_pointer (&layout->area, mms_dat_area_free);
  g_clear_pointer (&layout->file, mms_dat_file_free);
  g_clear_pointer (&layout->builder, mms_trace_builder_free);
}

static void
layout_init (Layout *layout, GBytes *bytes)
{
  layout->builder = mms_trace_builder_new ("layout");
  layout->file = mms_dat_file_new (bytes, layout->builder, NULL);
  g_assert_nonnull (layout->file);
  mms_dat_runs_find (layout->file);
  layout->area = mms_dat_area_new (layout->file, NULL);
  g_assert_nonnull (layout->area);
}

static gboolean
find_in_run (const MmsDatRun *run, guint page_size, guint64 at, gsize *start, gsize *end)
{
  if (at < run->area || at - run->area >= (run->is_compressed ? run->size : run->stored))
    return FALSE;

  if (run->is_compressed)
    {
      /* With the two sizes in front */
      *start = run->offset - 8;
      *end = run->offset + run->stored;
    }
  else
    {
      *start = run->offset + (at - run->area) / page_size * page_size;
      *end = *start + page_size;
    }
  return TRUE;
}

static void
find_page (const Layout *layout, guint64 place, gsize *start, gsize *end)
{
  for (guint i = 0; i < layout->file->buffers->len; i++)
    {
      const MmsDatBuffer *buffer = g_ptr_array_index (layout->file->buffers, i);

      for (guint j = 0; j < buffer->cpus->len; j++)
        {
          const MmsDatCpu *cpu = &g_array_index (buffer->cpus, MmsDatCpu, j);

          for (guint k = 0; k < cpu->runs->len; k++)
            if (find_in_run (&g_array_index (cpu->runs, MmsDatRun, k), buffer->page_size, 4 * place,
                             start, end))
              return;
        }
    }
  g_assert_not_reached ();
}

static void
find_line (GBytes *text, guint64 place, gsize *start, gsize *end)
{
  gsize size;
  const char *data = g_bytes_get_data (text, &size);
  const char *before = memrchr (data, '\n', place);
  const char *after = memchr (data + place, '\n', size - place);

  /* Without the line feed before it, it would be part of another line. */
  *start = before ? (gsize) (before - data) : 0;
  *end = after ? (gsize) (after + 1 - data) : size;
}

/* --- the sound file --- */

typedef struct
{
  gsize start;
  gsize end;
  guint64 key;
} Found;

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *x = a;
  const Found *y = b;

  return x->start < y->start ? -1 : x->start > y->start;
}

static void
add_found (Whole *whole, const Found *found)
{
  Piece *last = whole->pieces->len > 0
                    ? &g_array_index (whole->pieces, Piece, whole->pieces->len - 1)
                    : NULL;

  g_array_append_val (whole->keys, found->key);
  if (last && last->start == found->start)
    last->n_keys++;
  else
    {
      Piece piece = { found->start, found->end, whole->keys->len - 1, 1 };

      g_array_append_val (whole->pieces, piece);
    }
}

static void
find_pieces (Whole *whole, MmsTrace *trace, const Layout *layout)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Found));
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  for (guint i = 0; i < n_events; i++)
    {
      Found found = { 0, 0, make_key (trace, &events[i]) };

      if (layout->file)
        find_page (layout, events[i].place, &found.start, &found.end);
      else
        find_line (whole->text ? whole->text : whole->bytes, events[i].place, &found.start,
                   &found.end);
      g_array_append_val (all, found);
    }
  g_array_sort (all, compare_found);
  for (guint i = 0; i < all->len; i++)
    add_found (whole, &g_array_index (all, Found, i));
}

static GBytes *
expand (GBytes *bytes)
{
  MmsCompression compression = mms_compression_detect (bytes);
  g_autofree char *damage = NULL;

  return compression == MMS_COMPRESSION_NONE
             ? NULL
             : mms_inflate (bytes, compression, MAX_TEXT, NULL, &damage, NULL);
}

Whole *
whole_new (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTrace) trace = mms_read_file (path, 0, NULL, &error);
  Whole *whole = g_new0 (Whole, 1);
  Layout layout = { 0 };
  gsize size;
  char *data;

  g_assert_no_error (error);
  g_assert_false (mms_trace_is_damaged (trace));
  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  whole->path = g_strdup (path);
  whole->bytes = g_bytes_new_take (data, size);
  whole->text = expand (whole->bytes);
  whole->ids = g_hash_table_new (NULL, NULL);
  whole->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  whole->keys = g_array_new (FALSE, FALSE, sizeof (guint64));
  for (guint i = 0; i < mms_trace_get_n_kinds (trace); i++)
    g_hash_table_add (whole->ids, GUINT_TO_POINTER (mms_trace_get_kind (trace, i)->id));

  whole->is_dat = mms_dat_is_trace (whole->bytes);
  if (whole->is_dat)
    layout_init (&layout, whole->bytes);
  find_pieces (whole, trace, &layout);
  layout_clear (&layout);
  return whole;
}

/* --- the damaged file --- */

/* A compressed text is sound up to where what it expands to differs first. */
static void
find_damage (const Whole *whole, const char *path, gsize *start, gsize *end)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) text = NULL;
  const char *sound;
  const char *damaged = NULL;
  gsize sound_size;
  gsize size = 0;
  gsize same = 0;
  char *data;
  gsize data_size;

  if (whole->text == NULL)
    return;

  g_assert_true (g_file_get_contents (path, &data, &data_size, NULL));
  bytes = g_bytes_new_take (data, data_size);
  text = expand (bytes);
  if (text)
    damaged = g_bytes_get_data (text, &size);
  sound = g_bytes_get_data (whole->text, &sound_size);
  while (same < MIN (size, sound_size) && sound[same] == damaged[same])
    same++;
  *start = same;
  *end = same == sound_size ? same : sound_size;
}

static gboolean
take_key (GHashTable *counts, guint64 key)
{
  gpointer count = g_hash_table_lookup (counts, &key);

  if (count == NULL)
    return FALSE;
  g_hash_table_insert (counts, g_memdup2 (&key, sizeof key),
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (count) - 1));
  return TRUE;
}

static GHashTable *
count_keys (const Whole *whole, MmsTrace *trace, Survivors *survivors)
{
  GHashTable *counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  for (guint i = 0; i < n_events; i++)
    {
      guint64 key = make_key (trace, &events[i]);
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, &key));

      g_hash_table_insert (counts, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (count + 1));
      /* A letter of a text may change and make another name of it. */
      survivors->n_events
          += !whole->is_dat
             || g_hash_table_contains (
                 whole->ids, GUINT_TO_POINTER (mms_trace_get_kind (trace, events[i].kind)->id));
    }
  return counts;
}

void
whole_compare (const Whole *whole, const char *path, gsize start, gsize end, Survivors *survivors)
{
  g_autoptr (MmsTrace) trace = mms_read_file (path, 0, NULL, NULL);
  g_autoptr (GHashTable) counts = NULL;

  *survivors = (Survivors) { .is_read = trace != NULL };
  find_damage (whole, path, &start, &end);
  counts = trace ? count_keys (whole, trace, survivors)
                 : g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < whole->pieces->len; i++)
    {
      const Piece *piece = &g_array_index (whole->pieces, Piece, i);
      guint n_found = 0;

      if (piece->start < end && start < piece->end)
        continue;
      survivors->n_possible++;
      for (guint j = 0; j < piece->n_keys; j++)
        n_found += take_key (counts, g_array_index (whole->keys, guint64, piece->first_key + j));
      survivors->n_recovered += n_found == piece->n_keys;
    }
}
