package org.streamlistening.internal.answer.control;

import java.util.List;

/** The answers of this server that are not over, whether they are registered or not. For any number of threads. */
public interface OwnAnswers {

    int size();

    List<RegisteredAnswer> registered();

    /** Ends the answer of this producer as stopped, if it is one of these. */
    void stop(String producer);
}
