package org.streamlistening.sample.model;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.streamlistening.sample.AnswerPieces;
import org.streamlistening.sample.AnswerSource;

/** Asks a model behind an OpenAI-compatible URL, and streams what it generates. */
public final class ModelSource implements AnswerSource {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** The page shows text, not Markdown. */
    private static final SystemMessage STYLE =
            SystemMessage.from("Answer in plain text without Markdown, in at most 400 words.");

    private final ModelSettings settings;
    private final Executor executor;
    private final HttpClient client;

    /** @param executor runs the callbacks of the HTTP client, some of which block until an answer ends */
    public ModelSource(ModelSettings settings, Executor executor) {
        this.settings = settings;
        this.executor = executor;
        this.client = HttpClient.newBuilder()
                .executor(executor)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    @Override
    public String description() {
        return "The model “" + settings.name() + "” answers. It can be wrong.";
    }

    @Override
    public String waiting() {
        return "Waiting for the model “" + settings.name() + "” to begin.";
    }

    @Override
    public AnswerPieces answer(String prompt) {
        ModelCall call = new ModelCall(
                request -> client.sendAsync(request, BodyHandlers.ofInputStream()), executor, settings.silence());
        ModelAnswer answer = new ModelAnswer(settings.silence(), call::cancel);
        try {
            model(call).chat(List.of(STYLE, UserMessage.from(prompt)), answer.handler());
        } catch (RuntimeException unsent) {
            // Its message can contain the prompt, or a header with the key.
            throw ModelFailure.unsent(unsent);
        }
        return answer;
    }

    private StreamingChatModel model(ModelCall call) {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(settings.url().toString())
                .modelName(settings.name())
                .apiKey(settings.key().orElse(null))
                .httpClientBuilder(new ModelCallBuilder(call))
                // Requests and responses contain what users write.
                .logRequests(false)
                .logResponses(false)
                .build();
    }
}
