package org.streamlistening.sample;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import org.streamlistening.server.StreamAccess;

/**
 * What the outside may do with the streams of this application: whoever knows the unguessable id of an answer may read
 * it. The application itself may do everything, and is not asked about.
 */
@ApplicationScoped
public class AnswerAccess implements StreamAccess {

    static final String ANSWERS = "answers/";

    @Override
    public boolean permits(Operation operation, String streamId, HttpServletRequest request) {
        return operation == Operation.READ && streamId.startsWith(ANSWERS);
    }
}
