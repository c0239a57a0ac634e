namespace Aops.Server.Tests.Support;

/// <summary>A server with the host a.</summary>
public sealed class OneHost() : ServerFixture("a");
