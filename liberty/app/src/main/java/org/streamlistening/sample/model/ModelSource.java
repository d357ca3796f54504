package org.streamlistening.sample.model;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.http.client.jdk.JdkHttpClient;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.net.http.HttpClient;
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
    private final StreamingChatModel model;

    /** @param executor runs the callbacks of the HTTP client */
    public ModelSource(ModelSettings settings, Executor executor) {
        this.settings = settings;
        this.model = OpenAiStreamingChatModel.builder()
                .baseUrl(settings.url().toString())
                .modelName(settings.name())
                .apiKey(settings.key().orElse(null))
                .httpClientBuilder(JdkHttpClient.builder()
                        .httpClientBuilder(HttpClient.newBuilder()
                                .executor(executor)
                                .version(HttpClient.Version.HTTP_1_1))
                        .connectTimeout(CONNECT_TIMEOUT)
                        .readTimeout(settings.silence()))
                // Requests and responses contain what users write.
                .logRequests(false)
                .logResponses(false)
                .build();
    }

    @Override
    public String description() {
        return "The model “" + settings.name() + "” answers. It can be wrong.";
    }

    @Override
    public AnswerPieces answer(String prompt) {
        ModelAnswer answer = new ModelAnswer(settings.silence());
        model.chat(List.of(STYLE, UserMessage.from(prompt)), answer.handler());
        return answer;
    }
}
