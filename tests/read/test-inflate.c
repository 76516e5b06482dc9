/* test-inflate.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include <zlib.h>
#include <zstd.h>

#include "read/inflate.h"

#define NO_LIMIT (G_GUINT64_CONSTANT (1) << 40)

static GBytes *
make_text (gsize length)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint8 *text = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    text[i] = (guint8) "mm=0xff116000 users=\n"[g_rand_int_range (rand, 0, 21)];
  return g_bytes_new_take (text, length);
}

static GBytes *
compress_gzip (GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  z_stream z = { 0 };
  gsize room;
  guint8 *output;

  g_assert_cmpint (deflateInit2 (&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  room = deflateBound (&z, length);
  output = g_malloc (room);
  z.next_in = (Bytef *) data;
  z.avail_in = (uInt) length;
  z.next_out = output;
  z.avail_out = (uInt) room;
  g_assert_cmpint (deflate (&z, Z_FINISH), ==, Z_STREAM_END);
  room = z.total_out;
  deflateEnd (&z);
  return g_bytes_new_take (output, room);
}

static GBytes *
compress_zstd (GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  gsize room = ZSTD_compressBound (length);
  guint8 *output = g_malloc (room);

  room = ZSTD_compress (output, room, data, length, 3);
  g_assert_false (ZSTD_isError (room));
  return g_bytes_new_take (output, room);
}

static GBytes *
compress_bytes (GBytes *bytes, MmsCompression compression)
{
  return compression == MMS_COMPRESSION_GZIP ? compress_gzip (bytes) : compress_zstd (bytes);
}

static GBytes *
join (GBytes *a, GBytes *b)
{
  GByteArray *joined = g_byte_array_new ();

  g_byte_array_append (joined, g_bytes_get_data (a, NULL), (guint) g_bytes_get_size (a));
  g_byte_array_append (joined, g_bytes_get_data (b, NULL), (guint) g_bytes_get_size (b));
  return g_byte_array_free_to_bytes (joined);
}

static gboolean
is_beginning (GBytes *part, GBytes *whole)
{
  gsize length = g_bytes_get_size (part);

  return length <= g_bytes_get_size (whole)
         && (length == 0
             || memcmp (g_bytes_get_data (part, NULL), g_bytes_get_data (whole, NULL), length)
                    == 0);
}

static void
test_whole (gconstpointer user_data)
{
  MmsCompression compression = GPOINTER_TO_INT (user_data);
  const gsize lengths[] = { 0, 1, 1000, 1024 * 1024, 9 * 1024 * 1024 + 1 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GBytes) text = make_text (lengths[i]);
      g_autoptr (GBytes) compressed = compress_bytes (text, compression);
      g_autoptr (GError) error = NULL;
      g_autofree char *damage = NULL;
      g_autoptr (GBytes) inflated = NULL;

      g_assert_cmpint (mms_compression_detect (text), ==, MMS_COMPRESSION_NONE);
      g_assert_cmpint (mms_compression_detect (compressed), ==, compression);
      inflated = mms_inflate (compressed, compression, NO_LIMIT, NULL, &damage, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (damage, ==, NULL);
      g_assert_true (g_bytes_equal (inflated, text));
    }
}

/* `cat a.gz b.gz` */
static void
test_members (gconstpointer user_data)
{
  MmsCompression compression = GPOINTER_TO_INT (user_data);
  g_autoptr (GBytes) a = make_text (5000);
  g_autoptr (GBytes) b = make_text (70000);
  g_autoptr (GBytes) both = join (a, b);
  g_autoptr (GBytes) compressed_a = compress_bytes (a, compression);
  g_autoptr (GBytes) compressed_b = compress_bytes (b, compression);
  g_autoptr (GBytes) compressed = join (compressed_a, compressed_b);
  g_autofree char *damage = NULL;
  g_autoptr (GBytes) inflated
      = mms_inflate (compressed, compression, NO_LIMIT, NULL, &damage, NULL);

  g_assert_cmpstr (damage, ==, NULL);
  g_assert_true (g_bytes_equal (inflated, both));
}

static void
test_padding (void)
{
  static const guint8 zeros[512];
  g_autoptr (GBytes) text = make_text (5000);
  g_autoptr (GBytes) compressed = compress_gzip (text);
  g_autoptr (GBytes) padding = g_bytes_new_static (zeros, sizeof (zeros));
  g_autoptr (GBytes) padded = join (compressed, padding);
  g_autofree char *damage = NULL;
  g_autoptr (GBytes) inflated
      = mms_inflate (padded, MMS_COMPRESSION_GZIP, NO_LIMIT, NULL, &damage, NULL);

  g_assert_cmpstr (damage, ==, NULL);
  g_assert_true (g_bytes_equal (inflated, text));
}

static void
test_garbage_behind (gconstpointer user_data)
{
  MmsCompression compression = GPOINTER_TO_INT (user_data);
  g_autoptr (GBytes) text = make_text (5000);
  g_autoptr (GBytes) compressed = compress_bytes (text, compression);
  g_autoptr (GBytes) damaged = join (compressed, text);
  g_autofree char *damage = NULL;
  g_autoptr (GBytes) inflated = mms_inflate (damaged, compression, NO_LIMIT, NULL, &damage, NULL);

  g_assert_nonnull (damage);
  g_assert_true (g_bytes_equal (inflated, text));
}

/* zstd's blocks hold up to 128 KiB; those before the damaged one are given. */
static void
test_damaged_block (void)
{
  const gsize sound = 100000;
  g_autoptr (GBytes) text = make_text (300000);
  g_autoptr (GBytes) compressed = compress_zstd (text);
  gsize length;
  guint8 *data = g_bytes_unref_to_data (g_steal_pointer (&compressed), &length);
  g_autoptr (GBytes) damaged = g_bytes_new_take (data, length);
  g_autoptr (GBytes) inflated = NULL;
  g_autofree char *damage = NULL;

  memset (data + length * 3 / 4, 0xff, length / 4);
  inflated = mms_inflate (damaged, MMS_COMPRESSION_ZSTD, NO_LIMIT, NULL, &damage, NULL);

  g_assert_nonnull (damage);
  g_assert_cmpuint (g_bytes_get_size (inflated), >, sound);
  g_assert_cmpint (memcmp (g_bytes_get_data (inflated, NULL), g_bytes_get_data (text, NULL), sound),
                   ==, 0);
}

/* Cut anywhere, the input gives a beginning of the text and says where it ended. */
static void
test_cut (gconstpointer user_data)
{
  MmsCompression compression = GPOINTER_TO_INT (user_data);
  g_autoptr (GBytes) text = make_text (300000);
  g_autoptr (GBytes) compressed = compress_bytes (text, compression);
  gsize length = g_bytes_get_size (compressed);
  gsize longest = 0;

  for (gsize cut = 4; cut < length; cut += 1 + length / 97)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (compressed, 0, cut);
      g_autofree char *damage = NULL;
      g_autofree char *place = g_strdup_printf ("%" G_GSIZE_FORMAT, cut);
      g_autoptr (GBytes) inflated = mms_inflate (part, compression, NO_LIMIT, NULL, &damage, NULL);

      g_assert_nonnull (damage);
      g_assert_nonnull (strstr (damage, place));
      g_assert_true (is_beginning (inflated, text));
      longest = MAX (longest, g_bytes_get_size (inflated));
    }
  g_assert_cmpuint (longest, >, 100000);
}

static void
test_flips (gconstpointer user_data)
{
  MmsCompression compression = GPOINTER_TO_INT (user_data);
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autoptr (GBytes) text = make_text (100000);
  g_autoptr (GBytes) compressed = compress_bytes (text, compression);
  gsize length = g_bytes_get_size (compressed);
  guint n_damaged = 0;

  for (guint i = 0; i < 300; i++)
    {
      guint8 *mutant = g_memdup2 (g_bytes_get_data (compressed, NULL), length);
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *damage = NULL;
      g_autoptr (GBytes) inflated = NULL;

      mutant[g_rand_int_range (rand, 0, (gint32) length)]
          ^= (guint8) (1 << g_rand_int_range (rand, 0, 8));
      bytes = g_bytes_new_take (mutant, length);
      inflated = mms_inflate (bytes, compression, 8 * 1024 * 1024, NULL, &damage, NULL);
      g_assert_nonnull (inflated);
      g_assert_cmpuint (g_bytes_get_size (inflated), <=, 8 * 1024 * 1024);
      n_damaged += damage != NULL;
    }
  /* gzip has a checksum */
  g_assert_cmpuint (n_damaged, >, compression == MMS_COMPRESSION_GZIP ? 270 : 30);
}

/* A few kilobytes that would become many megabytes */
static void
test_bomb (gconstpointer user_data)
{
  MmsCompression compression = GPOINTER_TO_INT (user_data);
  const gsize limit = 3 * 1024 * 1024 + 5;
  g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (64 * 1024 * 1024), 64 * 1024 * 1024);
  g_autoptr (GBytes) compressed = compress_bytes (zeros, compression);
  g_autofree char *damage = NULL;
  g_autoptr (GBytes) inflated = mms_inflate (compressed, compression, limit, NULL, &damage, NULL);

  g_assert_cmpuint (g_bytes_get_size (compressed), <, 100000);
  g_assert_nonnull (damage);
  g_assert_cmpuint (g_bytes_get_size (inflated), ==, limit);
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MmsProgress) progress = mms_progress_new (cancellable);
  g_autoptr (GBytes) text = make_text (5000);
  g_autoptr (GBytes) compressed = compress_gzip (text);
  g_autofree char *damage = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (
      mms_inflate (compressed, MMS_COMPRESSION_GZIP, NO_LIMIT, progress, &damage, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
add (const char *name, GTestDataFunc func)
{
  static const char *const suffixes[] = { NULL, "gzip", "zstd" };

  for (int i = MMS_COMPRESSION_GZIP; i <= MMS_COMPRESSION_ZSTD; i++)
    {
      g_autofree char *path = g_strdup_printf ("/inflate/%s/%s", name, suffixes[i]);

      g_test_add_data_func (path, GINT_TO_POINTER (i), func);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("whole", test_whole);
  add ("members", test_members);
  g_test_add_func ("/inflate/padding", test_padding);
  g_test_add_func ("/inflate/damaged-block", test_damaged_block);
  add ("garbage-behind", test_garbage_behind);
  add ("cut", test_cut);
  add ("flips", test_flips);
  add ("bomb", test_bomb);
  g_test_add_func ("/inflate/cancel", test_cancel);
  return g_test_run ();
}
