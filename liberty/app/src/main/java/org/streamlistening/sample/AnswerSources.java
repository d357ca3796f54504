package org.streamlistening.sample;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.streamlistening.sample.model.ModelSettings;
import org.streamlistening.sample.model.ModelSource;

/** Chooses the source of answers: the configured model, or else the stored text. */
@ApplicationScoped
public class AnswerSources {

    private static final System.Logger LOG = System.getLogger(AnswerSources.class.getName());

    /** A call of a model blocks a thread until it ends: on the executor of the container, a few of them would stop all others. */
    @Resource
    ManagedThreadFactory threads;

    private ExecutorService calls;

    @PostConstruct
    void open() {
        calls = Executors.newCachedThreadPool(threads);
    }

    @PreDestroy
    void close() {
        calls.shutdownNow();
    }

    @Produces
    @ApplicationScoped
    AnswerSource source() {
        return ModelSettings.from(ConfigProvider.getConfig(), System.getenv())
                .<AnswerSource>map(settings -> new ModelSource(settings, calls))
                .orElseGet(LocalText::new);
    }

    /** Reads the configuration at once: a mistake in it ends the deployment. */
    @ApplicationScoped
    static class Check {

        @Inject
        AnswerSource source;

        void start(@Observes Startup event) {
            LOG.log(System.Logger.Level.INFO, "Answers: {0}", source.description());
        }
    }
}
