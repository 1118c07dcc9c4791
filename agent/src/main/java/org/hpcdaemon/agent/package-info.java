@NullMarked
package org.hpcdaemon.agent;

import org.jspecify.annotations.NullMarked;
