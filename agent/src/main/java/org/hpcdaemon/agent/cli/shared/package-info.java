/** What is every verb given, and how do several read times, words and exit codes? */
@NullMarked
package org.hpcdaemon.agent.cli.shared;

import org.jspecify.annotations.NullMarked;
