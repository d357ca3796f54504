package org.streamlistening.sample;

import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The answers that this session requested. Other sessions may read them, but not end them. */
@SessionScoped
public class OwnAnswers implements Serializable {

    private static final long serialVersionUID = 1;

    private final Set<String> streamIds = ConcurrentHashMap.newKeySet();

    void add(String streamId) {
        streamIds.add(streamId);
    }

    boolean contains(String streamId) {
        return streamIds.contains(streamId);
    }
}
