package dev.cairn.server.access;

import dev.cairn.api.Answer;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.ShortPath;
import dev.cairn.api.WriteResult;

/** A data service of which a test takes the short path; the long way leads nowhere. */
public record ShortPathOnly(ShortPath shortPath) implements KeyValueService {
    @Override
    public void get(GetRequest request, Answer<ReadResult> answer) {}

    @Override
    public void put(PutRequest request, Answer<WriteResult> answer) {}

    @Override
    public void delete(DeleteRequest request, Answer<WriteResult> answer) {}
}
