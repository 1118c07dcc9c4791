/** The routes as OpenAPI 3.1 describes them, made from the table that serves them. */
@NullMarked
package org.hpcdaemon.platform.openapi;

import org.jspecify.annotations.NullMarked;
