/** The daemon as a service that a machine starts by itself: a systemd user unit, or a line for cron. */
@NullMarked
package org.hpcdaemon.daemon.service;

import org.jspecify.annotations.NullMarked;
