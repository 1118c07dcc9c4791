/** What the platform tells of itself in numbers, in the form that Prometheus reads. */
@NullMarked
package org.hpcdaemon.platform.metrics;

import org.jspecify.annotations.NullMarked;
