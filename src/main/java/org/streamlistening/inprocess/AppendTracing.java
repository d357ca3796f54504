package org.streamlistening.inprocess;

import java.util.List;
import java.util.function.Function;
import org.streamlistening.Offset;

/**
 * Is notified of each append to a server of this process, for traces. Its methods must return at once and must not throw.
 * For any number of threads.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface AppendTracing {

    /** Traces nothing. */
    AppendTracing NONE = (streamId, headers) -> Append.NONE;

    /**
     * An append begins, on the thread of its request: a thread of the servlet container, or the thread of the application
     * that calls the server.
     *
     * @param headers the values of a header of the request; the name ignores case
     */
    Append begin(String streamId, Function<String, List<String>> headers);

    /** One append. At its end, {@link #stored} or {@link #failed} is called on any thread; a later call does not
     * count. */
    interface Append {

        /** Of an append that is not traced. */
        Append NONE = new Append() {
            @Override
            public void submitted(Offset next) {
                // Nothing is traced.
            }

            @Override
            public void stored(int bytes) {
                // Nothing is traced.
            }

            @Override
            public void failed(Throwable cause) {
                // Nothing is traced.
            }
        };

        /**
         * The append is accepted, and its message can be read soon. Called before that, within a lock.
         *
         * @param next the offset behind it
         */
        void submitted(Offset next);

        /**
         * The append is stored, or was stored before.
         *
         * @param bytes the length of its body
         */
        void stored(int bytes);

        /** The append was rejected, or failed. */
        void failed(Throwable cause);
    }
}
