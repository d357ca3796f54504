package org.streamlistening.internal.answer.control;

import java.util.function.Predicate;
import org.streamlistening.Offset;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamGoneException;
import org.streamlistening.client.StreamNotFoundException;
import org.streamlistening.internal.consume.log.MessagePage;

/** The requests that control logs need. They block, and throw {@link StreamException}. For any number of threads. */
public interface ControlStreams {

    /**
     * Creates a stream, or finds that there is one.
     *
     * @param first an array of messages
     */
    void create(String stream, String first);

    /**
     * Appends messages; a retry may store them twice.
     *
     * @param json an array of messages
     */
    void append(String stream, String json);

    /**
     * Reads from an offset to the present end, page by page.
     *
     * @param enough receives each page; returns whether no more is needed
     * @return the last page that was read
     */
    MessagePage read(String stream, Offset from, Predicate<MessagePage> enough);

    /** Reads one page from an offset, and waits for a while if there is nothing. */
    MessagePage await(String stream, Offset from);

    /** Closes a stream, which can be closed already. */
    void close(String stream);

    void delete(String stream);

    /** Closes a stream, unless another server was faster, and has deleted it. */
    default void closeIfThere(String stream) {
        ifThere(() -> close(stream));
    }

    /** Deletes a stream, unless another server was faster. */
    default void deleteIfThere(String stream) {
        ifThere(() -> delete(stream));
    }

    private static void ifThere(Runnable request) {
        try {
            request.run();
        } catch (StreamNotFoundException | StreamGoneException deleted) {
            System.getLogger("org.streamlistening")
                    .log(System.Logger.Level.DEBUG, "a control log is deleted already", deleted);
        }
    }
}
