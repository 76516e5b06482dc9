/* dat-decoder.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-decoder.h"

#include "dat-page.h"
#include "dat-show.h"

/* As tracefs, which shows no more of a long array either. */
#define MAX_SHOWN 256

/* Pages of one buffer in the area. */
typedef struct
{
  guint64 area;
  guint buffer;
} Extent;

typedef struct
{
  MmsDatLayout layout;
  MmsDatArea *area;
  MmsDatSymbols *symbols;
  MmsDatPrintk *printk;
  GPtrArray *formats; /* MmsDatFormat, by kind */
  GArray *extents;    /* Extent, ascending */
} Decoder;

static void
decoder_free (gpointer data)
{
  Decoder *decoder = data;

  mms_dat_area_free (decoder->area);
  mms_dat_symbols_free (decoder->symbols);
  mms_dat_printk_free (decoder->printk);
  g_ptr_array_unref (decoder->formats);
  g_array_unref (decoder->extents);
  g_free (decoder);
}

static inline gboolean
get_record (const Decoder *decoder, const MmsEvent *event, MmsDatRecord *record)
{
  const guint64 at = (guint64) event->place * 4;

  return at < decoder->area->size
         && mms_dat_record_at (record, &decoder->layout, decoder->area->data + at,
                               decoder->area->size - at);
}

static const MmsDatFormat *
get_format (const Decoder *decoder, const MmsEvent *event)
{
  return event->kind < decoder->formats->len ? g_ptr_array_index (decoder->formats, event->kind)
                                             : NULL;
}

/* What the field holds: its own bytes, or those that a location leads to. */
static gboolean
get_bytes (const Decoder *decoder,
           const MmsDatRecord *record,
           const MmsField *field,
           const guint8 **bytes,
           gsize *size)
{
  guint64 start = field->offset;
  guint64 length = field->size;

  /* "char buf[]" at a record's end has no size of its own. */
  if (length == 0 && start <= record->size)
    length = record->size - start;

  if (field->form == MMS_FIELD_DATA_LOC || field->form == MMS_FIELD_REL_LOC
      || field->form == MMS_FIELD_DATA_NUMBERS)
    {
      guint32 location;

      if (field->offset + 4u > record->size)
        return FALSE;
      location = mms_dat_load32 (record->data + field->offset, decoder->layout.big_endian);
      start = location & 0xffff;
      length = location >> 16;
      if (g_str_has_prefix (field->type, "__rel_loc"))
        start += field->offset + field->size;
    }

  if (start > record->size || length > record->size - start)
    return FALSE;
  *bytes = record->data + start;
  *size = length;
  return TRUE;
}

static inline guint64
load_element (const Decoder *decoder, const MmsField *field, const guint8 *bytes)
{
  guint64 value = mms_dat_load (bytes, field->element_size, decoder->layout.big_endian);

  if (field->is_signed && field->element_size < 8)
    {
      guint shift = 64 - 8 * field->element_size;

      value = (guint64) ((gint64) (value << shift) >> shift);
    }
  return value;
}

static inline const MmsField *
get_field (const MmsKind *kind, guint field)
{
  return field < kind->fields->len ? &g_array_index (kind->fields, MmsField, field) : NULL;
}

static inline gboolean
read_number (const Decoder *decoder,
             const MmsDatRecord *record,
             const MmsField *field,
             guint element,
             guint64 *value)
{
  const guint8 *bytes;
  gsize size;

  switch (field->form)
    {
    case MMS_FIELD_UNSIGNED:
    case MMS_FIELD_SIGNED:
      if (element > 0 || (guint) field->offset + field->size > record->size)
        return FALSE;
      *value = load_element (decoder, field, record->data + field->offset);
      return TRUE;

    case MMS_FIELD_NUMBERS:
    case MMS_FIELD_DATA_NUMBERS:
      if (!get_bytes (decoder, record, field, &bytes, &size)
          || element >= size / field->element_size)
        return FALSE;
      *value = load_element (decoder, field, bytes + (gsize)element * field->element_size);
      return TRUE;

    case MMS_FIELD_CHARS:
    case MMS_FIELD_DATA_LOC:
    case MMS_FIELD_REL_LOC:
    case MMS_FIELD_BYTES:
    case MMS_FIELD_TEXT:
    default:
      return FALSE;
    }
}

static gboolean
get_number (gpointer data,
            const MmsEvent *event,
            const MmsKind *kind,
            guint index,
            guint element,
            guint64 *value)
{
  const Decoder *decoder = data;
  const MmsField *field = get_field (kind, index);
  MmsDatRecord record;

  return field != NULL && get_record (decoder, event, &record)
         && read_number (decoder, &record, field, element, value);
}

static MmsRingArea
get_area (gpointer data)
{
  const Decoder *decoder = data;

  if (decoder->layout.big_endian != (G_BYTE_ORDER == G_BIG_ENDIAN)
      || decoder->area->size < MMS_RING_BEHIND)
    return (MmsRingArea) { NULL, 0 };
  return (MmsRingArea) { decoder->area->data, decoder->area->size - MMS_RING_BEHIND };
}

static void
append_numbers (const Decoder *decoder,
                const MmsField *field,
                const MmsDatLook *look,
                const guint8 *bytes,
                gsize size,
                GString *text)
{
  gsize n_elements = size / field->element_size;

  g_string_append_c (text, '{');
  for (gsize i = 0; i < MIN (n_elements, MAX_SHOWN); i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      mms_dat_show_number (look, field, decoder->symbols,
                           load_element (decoder, field, bytes + i * field->element_size), text);
    }
  g_string_append (text, n_elements > MAX_SHOWN ? ",…}" : "}");
}

static gboolean
get_common (const Decoder *decoder, const MmsDatRecord *record, MmsDatCommon common, guint64 *value)
{
  if (common.size == 0 || (guint) common.offset + common.size > record->size)
    return FALSE;

  *value = mms_dat_load (record->data + common.offset, common.size, decoder->layout.big_endian);
  return TRUE;
}

/* (nullable): what a pointer to a string of the kernel leads to, or what trace_printk() printed */
static char *
get_printk (const Decoder *decoder,
            const MmsDatFormat *format,
            const MmsDatLook *look,
            const MmsDatRecord *record,
            const guint8 *bytes,
            gsize size)
{
  guint64 address;
  const char *string;

  if (format->string.size == 0 || !get_common (decoder, record, format->string, &address))
    return NULL;
  string = mms_dat_printk_find (decoder->printk, address);
  if (string == NULL)
    return NULL;
  return look->show == MMS_DAT_SHOW_STRING
             ? g_strdup (string)
             : mms_dat_printk_format (string, &decoder->layout, decoder->symbols, bytes, size);
}

static char *
get_text (gpointer data, const MmsEvent *event, const MmsKind *kind, guint index)
{
  const Decoder *decoder = data;
  const MmsField *field = get_field (kind, index);
  const MmsDatFormat *format = get_format (decoder, event);
  const MmsDatLook *look;
  MmsDatRecord record;
  const guint8 *bytes;
  gsize size;
  g_autoptr (GString) text = NULL;

  if (field == NULL || format == NULL || index >= format->looks->len
      || !get_record (decoder, event, &record)
      || !get_bytes (decoder, &record, field, &bytes, &size))
    return NULL;

  look = &g_array_index (format->looks, MmsDatLook, index);
  if (look->show == MMS_DAT_SHOW_STRING || look->show == MMS_DAT_SHOW_PRINTF)
    {
      char *string = get_printk (decoder, format, look, &record, bytes, size);

      if (string)
        return string;
    }
  text = g_string_new (NULL);
  switch (field->form)
    {
    case MMS_FIELD_UNSIGNED:
    case MMS_FIELD_SIGNED:
      mms_dat_show_number (look, field, decoder->symbols, load_element (decoder, field, bytes),
                           text);
      break;

    case MMS_FIELD_CHARS:
    case MMS_FIELD_DATA_LOC:
    case MMS_FIELD_REL_LOC:
      return g_utf8_make_valid ((const char *) bytes, strnlen ((const char *) bytes, size));

    case MMS_FIELD_DATA_NUMBERS:
      if (field->element_size == decoder->layout.long_size && size % field->element_size == 0
          && (strstr (field->type, "unsigned long") || strstr (field->type, "cpumask")))
        mms_dat_show_mask (&decoder->layout, bytes, MIN (size, 4 * MAX_SHOWN), text);
      else
        append_numbers (decoder, field, look, bytes, size, text);
      break;

    case MMS_FIELD_NUMBERS:
      append_numbers (decoder, field, look, bytes, size, text);
      break;

    case MMS_FIELD_BYTES:
    case MMS_FIELD_TEXT:
    default:
      for (gsize i = 0; i < MIN (size, MAX_SHOWN); i++)
        g_string_append_printf (text, "%02x", bytes[i]);
      break;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
get_chars (gpointer data, const MmsEvent *event, const MmsKind *kind, guint index,
           const char **chars, gsize *length)
{
  const Decoder *decoder = data;
  const MmsField *field = get_field (kind, index);
  MmsDatRecord record;
  const guint8 *bytes;
  gsize size;

  if (field == NULL
      || (field->form != MMS_FIELD_CHARS && field->form != MMS_FIELD_DATA_LOC
          && field->form != MMS_FIELD_REL_LOC)
      || !get_record (decoder, event, &record)
      || !get_bytes (decoder, &record, field, &bytes, &size))
    return FALSE;
  *chars = (const char *) bytes;
  *length = strnlen (*chars, size);
  return TRUE;
}

static const char *
get_symbol (gpointer data, const MmsEvent *event, const MmsKind *kind, guint field)
{
  const Decoder *decoder = data;
  guint64 address;

  return get_number (data, event, kind, field, 0, &address)
             ? mms_dat_symbols_find (decoder->symbols, address, NULL)
             : NULL;
}

static int
get_pid (gpointer data, const MmsEvent *event, const MmsKind *kind)
{
  const Decoder *decoder = data;
  const MmsDatFormat *format = get_format (decoder, event);
  MmsDatRecord record;
  guint64 pid;

  return format && get_record (decoder, event, &record)
                 && get_common (decoder, &record, format->pid, &pid)
             ? (int) (gint32)pid
             : -1;
}

static gboolean
get_flags (gpointer data, const MmsEvent *event, const MmsKind *kind, char text[8])
{
  const Decoder *decoder = data;
  const MmsDatFormat *format = get_format (decoder, event);
  MmsDatRecord record;
  guint64 flags;
  guint64 count;

  if (format == NULL || !get_record (decoder, event, &record)
      || !get_common (decoder, &record, format->flags, &flags)
      || !get_common (decoder, &record, format->preempt_count, &count))
    return FALSE;

  mms_dat_show_flags (flags, count, text);
  return TRUE;
}

/* A record tells the recording task's pid alone. */
static char *
get_comm (gpointer data, const MmsEvent *event, const MmsKind *kind)
{
  return NULL;
}

static char *
get_info (gpointer data, const MmsEvent *event, const MmsKind *kind)
{
  return NULL;
}

static gboolean
is_same (gpointer data, const MmsEvent *a, const MmsEvent *b, const MmsKind *kind)
{
  const Decoder *decoder = data;
  MmsDatRecord x;
  MmsDatRecord y;

  if (!get_record (decoder, a, &x) || !get_record (decoder, b, &y) || x.size != y.size
      || get_pid (data, a, kind) != get_pid (data, b, kind))
    return FALSE;
  if (kind->fields->len == 0)
    return memcmp (x.data, y.data, x.size) == 0;

  /* Field by field, for what lies between and behind them is not cleared. */
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const MmsField *field = &g_array_index (kind->fields, MmsField, i);
      const guint8 *in_x;
      const guint8 *in_y;
      gsize x_size;
      gsize y_size;

      if (!get_bytes (decoder, &x, field, &in_x, &x_size)
          || !get_bytes (decoder, &y, field, &in_y, &y_size) || x_size != y_size)
        return FALSE;
      if (field->form == MMS_FIELD_CHARS || field->form == MMS_FIELD_DATA_LOC
          || field->form == MMS_FIELD_REL_LOC)
        {
          /* Nor is what lies behind a string's end. */
          if (strncmp ((const char *) in_x, (const char *) in_y, x_size) != 0)
            return FALSE;
        }
      else if (memcmp (in_x, in_y, x_size) != 0)
        return FALSE;
    }
  return TRUE;
}

static guint
get_buffer (gpointer data, const MmsEvent *event)
{
  const Decoder *decoder = data;
  const guint64 at = (guint64) event->place * 4;
  guint low = 0;
  guint high = decoder->extents->len;

  /* The last extent that begins at or before the place. */
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (decoder->extents, Extent, middle).area <= at)
        low = middle + 1;
      else
        high = middle;
    }
  return low > 0 ? g_array_index (decoder->extents, Extent, low - 1).buffer : 0;
}

static int
compare_extents (gconstpointer a, gconstpointer b)
{
  const Extent *x = a;
  const Extent *y = b;

  return x->area < y->area ? -1 : x->area > y->area;
}

static GArray *
make_extents (MmsDatFile *file)
{
  GArray *extents = g_array_new (FALSE, FALSE, sizeof (Extent));

  for (guint i = 0; i < file->buffers->len; i++)
    {
      const MmsDatBuffer *buffer = g_ptr_array_index (file->buffers, i);

      for (guint j = 0; j < buffer->cpus->len; j++)
        {
          const MmsDatCpu *cpu = &g_array_index (buffer->cpus, MmsDatCpu, j);
          Extent extent = { 0, i };

          /* A CPU's runs follow each other in the area. */
          if (cpu->runs->len == 0)
            continue;
          extent.area = g_array_index (cpu->runs, MmsDatRun, 0).area;
          g_array_append_val (extents, extent);
        }
    }

  g_array_sort (extents, compare_extents);
  return extents;
}

void
mms_dat_decoder_install (MmsTraceBuilder *builder,
                         MmsDatFile *file,
                         MmsDatArea *area,
                         MmsDatSymbols *symbols,
                         MmsDatPrintk *printk)
{
  static const MmsDecoder functions = {
    .get_number = get_number,
    .get_area = get_area,
    .get_text = get_text,
    .get_chars = get_chars,
    .get_symbol = get_symbol,
    .get_pid = get_pid,
    .get_comm = get_comm,
    .get_flags = get_flags,
    .get_info = get_info,
    .is_same = is_same,
    .get_buffer = get_buffer,
  };
  Decoder *decoder = g_new0 (Decoder, 1);

  decoder->layout = file->layout;
  decoder->area = area;
  decoder->symbols = symbols;
  decoder->printk = printk;
  decoder->formats = g_ptr_array_ref (file->kinds->formats);
  decoder->extents = make_extents (file);
  mms_trace_builder_set_decoder (builder, &functions, decoder, decoder_free);
}
