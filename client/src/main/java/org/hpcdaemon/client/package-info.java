@NullMarked
package org.hpcdaemon.client;

import org.jspecify.annotations.NullMarked;
