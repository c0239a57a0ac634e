using Aops.Contracts.Wire;

namespace Aops.Spm.Desired;

/// <summary>An order of the server that takes time to carry out.</summary>
/// <param name="Name">What is ordered, for messages.</param>
/// <param name="IsIn">Whether a desired state contains it.</param>
internal readonly record struct ServerOrder(string Name, Func<DesiredState, bool> IsIn);
