package dev.cairn.transport.netty.resp;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.ScanCursor;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.transport.netty.clients.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * SCAN and DBSIZE, as scans of the data service. A cursor of Redis is a number: here the token at
 * which the next page begins. Safe for all threads.
 */
final class ScanCommands {
    private static final int DEFAULT_COUNT = 10;

    private final KeyValueService data;

    ScanCommands(KeyValueService data) {
        this.data = data;
    }

    /** The command as an operation in {@code bucket}. */
    Pipeline.Operation<Reply> prepare(CommandName name, Command command, String bucket) {
        try {
            return name == CommandName.DBSIZE ? size(bucket) : scan(command, bucket);
        } catch (KvException wrong) {
            Reply refusal = Reply.error(wrong.error().detail());
            return done -> done.accept(refusal);
        }
    }

    private Pipeline.Operation<Reply> scan(Command command, String bucket) {
        long token = cursor(command.argument(1).utf8());
        Glob glob = new Glob(Bytes.utf8("*"));
        int count = DEFAULT_COUNT;
        boolean strings = true;
        for (int at = 2; at < command.size(); at += 2) {
            if (at + 1 == command.size()) {
                throw wrong("syntax error");
            }
            switch (command.word(at)) {
                case "MATCH" -> glob = new Glob(command.argument(at + 1));
                case "COUNT" -> count = count(command.argument(at + 1).utf8());
                case "TYPE" -> strings = command.word(at + 1).equals("STRING");
                default -> throw wrong("syntax error");
            }
        }
        Optional<ScanCursor> after =
                token == 0 ? Optional.empty() : Optional.of(ScanCursor.at(token));
        ScanRequest request =
                new ScanRequest(bucket, glob.prefix(), after, count, RequestOptions.DEFAULT);
        Glob wanted = glob;
        boolean any = strings;
        return done ->
                data.scan(request, answer(done, page -> done.accept(page(page, wanted, any))));
    }

    private static Reply page(ScanResult page, Glob wanted, boolean any) {
        List<Reply> keys = new ArrayList<>();
        for (ScanResult.Entry entry : page.entries()) {
            Bytes key = entry.key().bytes();
            if (any && wanted.matches(key)) {
                keys.add(new Reply.Bulk(key));
            }
        }
        long next = page.next().map(ScanCommands::number).orElse(0L);
        return page.complete()
                ? new Reply.Array(
                        List.of(Reply.text(Long.toUnsignedString(next)), new Reply.Array(keys)))
                : incomplete();
    }

    private static Reply incomplete() {
        return Reply.error("too few owners answered: keys may be missing; the cursor still holds");
    }

    /** The token behind that of the last key found; there is none behind the last, hence 0. */
    private static long number(ScanCursor cursor) {
        return cursor.isBeforeToken() ? cursor.token() : cursor.token() + 1;
    }

    /** Counts all keys, a page after another. */
    private Pipeline.Operation<Reply> size(String bucket) {
        ScanRequest first = ScanRequest.of(bucket, ScanRequest.MAX_LIMIT);
        return done -> count(first, 0, done);
    }

    private void count(ScanRequest request, long before, Consumer<Reply> done) {
        data.scan(
                request,
                answer(
                        done,
                        page -> {
                            long counted = before + page.entries().size();
                            if (!page.complete()) {
                                done.accept(incomplete());
                            } else if (page.next().isPresent()) {
                                count(request.from(page.next().get()), counted, done);
                            } else {
                                done.accept(new Reply.Number(counted));
                            }
                        }));
    }

    private static Answer<ScanResult> answer(Consumer<Reply> done, Consumer<ScanResult> then) {
        return new Answer<>() {
            @Override
            public void succeeded(ScanResult page) {
                then.accept(page);
            }

            @Override
            public void failed(KvError error) {
                done.accept(DataCommands.refusal(error));
            }
        };
    }

    private static long cursor(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException noNumber) {
            throw wrong("invalid cursor");
        }
    }

    private static int count(String text) {
        try {
            int count = Integer.parseInt(text);
            if (count > 0) {
                return Math.min(count, ScanRequest.MAX_LIMIT);
            }
        } catch (NumberFormatException noNumber) {
            throw wrong("value is not an integer or out of range");
        }
        throw wrong("syntax error");
    }

    private static KvException wrong(String detail) {
        return new KvException(ErrorCode.BAD_REQUEST, detail);
    }
}
