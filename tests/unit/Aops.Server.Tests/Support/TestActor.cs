using Aops.Server.Actors;

namespace Aops.Server.Tests.Support;

/// <summary>Who acts where a test calls a store itself.</summary>
internal static class TestActor
{
    public static Actor Operator { get; } = new(ActorKind.Key, "k", "o");
}
