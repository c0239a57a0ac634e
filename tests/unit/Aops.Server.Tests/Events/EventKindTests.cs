using System.Reflection;
using Aops.Server.Events;

namespace Aops.Server.Tests.Events;

public sealed class EventKindTests
{
    // The filter of the event log refuses a kind that is not among them.
    [Fact]
    public void All_AreAll() => Assert.Equal(
        typeof(EventKinds).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal),
        EventKinds.All.Order(StringComparer.Ordinal));
}
