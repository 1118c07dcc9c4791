/** Users, sign-in by one-time code, tokens and keys, kept in the platform's database. */
@NullMarked
package org.hpcdaemon.platform.account;

import org.jspecify.annotations.NullMarked;
