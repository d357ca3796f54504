package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** Uses streams while its application starts, before any request. */
@ApplicationScoped
public class StartUpWriter {

    static final String STREAM = "opening/day";

    @Inject
    private DurableStreamsClient streams;

    void open(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (streams.create(STREAM, CreateOptions.json()).isNew()) {
            streams.append(STREAM, StreamContent.json("{\"index\":0}"));
        }
    }
}
