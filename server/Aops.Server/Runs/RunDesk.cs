namespace Aops.Server.Runs;

/// <summary>By what other features start runs and show them.</summary>
/// <param name="Drafts">Makes drafts of requests.</param>
/// <param name="Starter">Starts drafts, and answers.</param>
/// <param name="Answers">Who may see a run.</param>
/// <param name="Presenter">Shows runs.</param>
/// <param name="Store">Runs in the database.</param>
/// <param name="Text">Writes output as text.</param>
/// <param name="Streams">Sends output as it comes.</param>
/// <param name="Ending">Cancelled when the server ends.</param>
internal sealed record RunDesk(
    RunDraftMaker Drafts, RunStarter Starter, RunAnswers Answers, RunPresenter Presenter, RunStore Store,
    MergedText Text, OutputStreams Streams, CancellationToken Ending);
