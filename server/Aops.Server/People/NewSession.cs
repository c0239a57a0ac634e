namespace Aops.Server.People;

/// <summary>A session that has just begun.</summary>
/// <param name="Session">What is stored of it.</param>
/// <param name="Word">What the client shows from now on; it is stored nowhere.</param>
/// <param name="Person">The user.</param>
internal sealed record NewSession(PersonSession Session, string Word, Person Person);
