@NullMarked
package org.hpcdaemon.cli;

import org.jspecify.annotations.NullMarked;
