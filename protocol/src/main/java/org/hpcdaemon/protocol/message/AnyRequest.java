package org.hpcdaemon.protocol.message;

/** Whatever is asked for with a JSON-RPC call: by an agent of a daemon, or by a daemon of the platform. */
public sealed interface AnyRequest permits Request, PlatformRequest {}
