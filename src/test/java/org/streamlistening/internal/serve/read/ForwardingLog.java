package org.streamlistening.internal.serve.read;

import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.StreamLog;

/** Forwards to another log, unless a test overrides a method. */
public class ForwardingLog implements StreamLog {

    private final StreamLog log;

    public ForwardingLog(StreamLog log) {
        this.log = log;
    }

    @Override
    public StreamBytes bytes(long from, long to) {
        return log.bytes(from, to);
    }

    @Override
    public long messagesUpTo(long position) {
        return log.messagesUpTo(position);
    }

    @Override
    public long endOf(long message) {
        return log.endOf(message);
    }

    @Override
    public long appendEndAfter(long position) {
        return log.appendEndAfter(position);
    }

    @Override
    public void dropBefore(long position) {
        log.dropBefore(position);
    }
}
