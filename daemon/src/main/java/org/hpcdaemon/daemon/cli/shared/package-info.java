/** What is every verb given, and which options do several have? */
@NullMarked
package org.hpcdaemon.daemon.cli.shared;

import org.jspecify.annotations.NullMarked;
