/** A program as a service of this machine: its systemd unit, and the programs that are asked about it. */
@NullMarked
package org.hpcdaemon.cli.service;

import org.jspecify.annotations.NullMarked;
