package org.streamlistening.sample;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.ConfigProvider;
import org.streamlistening.sample.model.ModelSettings;
import org.streamlistening.sample.model.ModelSource;

/** Chooses the source of answers: the configured model, or else the stored text. */
@ApplicationScoped
public class AnswerSources {

    private static final System.Logger LOG = System.getLogger(AnswerSources.class.getName());

    @Inject
    AnswerThreads threads;

    @Produces
    @ApplicationScoped
    AnswerSource source() {
        return ModelSettings.from(ConfigProvider.getConfig(), System.getenv())
                .<AnswerSource>map(settings -> new ModelSource(settings, threads.executor()))
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
