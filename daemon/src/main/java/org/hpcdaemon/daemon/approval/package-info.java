/** Requests that wait for the account owner's permission: how one is told from another, who decides, and what a decision is good for. */
@NullMarked
package org.hpcdaemon.daemon.approval;

import org.jspecify.annotations.NullMarked;
