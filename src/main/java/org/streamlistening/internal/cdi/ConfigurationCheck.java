package org.streamlistening.internal.cdi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.config.KnownKeys;
import org.streamlistening.internal.deployment.DeploymentModel;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.runtime.ServerLocation;
import org.streamlistening.internal.runtime.Settings;
import org.streamlistening.internal.threads.ContextLoader;
import org.streamlistening.server.EmbeddedServer;

/** Checks the configuration of each module of a deployment, while the container starts. */
final class ConfigurationCheck {

    private ConfigurationCheck() {}

    /**
     * Adds each value that cannot be used, and a missing server, to the problems of the model, and each key that does not
     * exist to its warnings.
     */
    static void run(DeploymentModel model, Supplier<Configuration> configuration) {
        Set<String> unusable = new LinkedHashSet<>();
        Set<String> consumersOnly = new LinkedHashSet<>();
        Set<KnownKeys.Unknown> unknown = new LinkedHashSet<>();
        KnownKeys known = KnownKeys.of(model.listenerNames(), model.consumerNames());
        Set<ClassLoader> served = new HashSet<>();
        model.modules()
                .forEach(module -> ContextLoader.run(module, () -> {
                    unknown.addAll(known.unknown(Configuration.spellings()));
                    List<String> problems = new ArrayList<>();
                    Settings settings = new Settings(
                            configuration.get().reporting(problems::add), model.listenerNames(), model.consumerNames());
                    problems.addAll(EmbeddedServer.mistakes());
                    settings.listeners()
                            .withDeadLetters(model.listenerNames())
                            .forEach(name -> consumersOnly.add(
                                    NumberedMessage.CONSUMERS_ONLY.text(FailureLog.listenerNamed(name))));
                    problems.forEach(problem -> unusable.add(problem + Configuration.unreadFile()));
                    if (!problems.isEmpty()
                            || settings.connection().url().isPresent()
                            || settings.connection().embedded()) {
                        served.add(module);
                    }
                }));
        unusable.forEach(value -> model.addProblem(NumberedMessage.UNUSABLE_VALUE.text(value)));
        consumersOnly.forEach(model::addProblem);
        unknown.forEach(key -> model.addWarning(NumberedMessage.UNKNOWN_KEY.text(
                key.spelling(),
                key.nearest().map(nearest -> "did you mean " + nearest + "?").orElse("remove it"))));
        if (model.isUsed() && served.isEmpty()) {
            model.addProblem(ServerLocation.none());
        }
    }
}
