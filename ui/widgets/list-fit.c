/* list-fit.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "list-fit.h"

#define MAX_HEIGHT 300
#define MAX_PART 0.45 /* of the height of both */

struct _MmsListFit
{
  GtkPaned *paned;
  GtkWidget *list;
  int min_height;
  int height; /* that it was given last; where the handle is elsewhere, somebody wants it there */
  guint tick;
};

/* What the rows take: the list itself only guesses that. */
static int
measure_rows (MmsListFit *fit)
{
  int width = gtk_widget_get_width (fit->list);
  int both = gtk_widget_get_height (GTK_WIDGET (fit->paned));
  int max = both > 0 ? CLAMP ((int) (MAX_PART * both), fit->min_height, MAX_HEIGHT) : MAX_HEIGHT;
  int height = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (fit->list); row && height < max;
       row = gtk_widget_get_next_sibling (row))
    {
      int row_height;

      gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, width > 0 ? width : -1, NULL, &row_height,
                          NULL, NULL);
      height += row_height;
    }
  return CLAMP (height, fit->min_height, max);
}

void
mms_list_fit_update (MmsListFit *fit)
{
  if (!fit || gtk_paned_get_position (fit->paned) != fit->height)
    return;
  fit->height = measure_rows (fit);
  gtk_paned_set_position (fit->paned, fit->height);
}

static gboolean
update_first (GtkWidget *list, GdkFrameClock *clock, gpointer user_data)
{
  MmsListFit *fit = user_data;

  if (gtk_widget_get_width (list) <= 0)
    return G_SOURCE_CONTINUE;
  fit->tick = 0;
  mms_list_fit_update (fit);
  return G_SOURCE_REMOVE;
}

/* Without a width the rows are as high as if every word had a line of its own. */
static void
mapped (GtkWidget *list, MmsListFit *fit)
{
  if (fit->tick == 0)
    fit->tick = gtk_widget_add_tick_callback (list, update_first, fit, NULL);
}

MmsListFit *
mms_list_fit_new (GtkPaned *paned, GtkWidget *list, int min_height)
{
  MmsListFit *fit = g_new0 (MmsListFit, 1);

  fit->paned = paned;
  fit->list = list;
  fit->min_height = min_height;
  fit->height = MAX_HEIGHT;
  gtk_paned_set_position (paned, fit->height);
  g_signal_connect (list, "map", G_CALLBACK (mapped), fit);
  return fit;
}

void
mms_list_fit_free (MmsListFit *fit)
{
  if (!fit)
    return;
  g_signal_handlers_disconnect_by_data (fit->list, fit);
  if (fit->tick != 0)
    gtk_widget_remove_tick_callback (fit->list, fit->tick);
  g_free (fit);
}
