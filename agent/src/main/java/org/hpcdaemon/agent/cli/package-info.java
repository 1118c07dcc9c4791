@NullMarked
package org.hpcdaemon.agent.cli;

import org.jspecify.annotations.NullMarked;
