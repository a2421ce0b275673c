/** What depends on PyTorch's global state: known only while nothing in the program changes it. */
import type { RuleContext } from "../../rule.js";
import type { Device } from "./forms.js";

/** Frameworks that run functions of the program inside of their own contexts (precision, devices, no gradients). */
const frameworks = ["lightning", "pytorch_lightning", "accelerate", "fastai", "ignite", "skorch", "deepspeed", "transformers"];

const untouched = (context: RuleContext, names: readonly string[]): boolean =>
  !names.some((name) => context.programCalls(name)) && !frameworks.some((name) => context.programCalls(name));

/** The dtype that floating point numbers get. */
export function floatingDefault(context: RuleContext): string | null {
  return untouched(context, ["torch.set_default_dtype", "torch.set_default_tensor_type"]) ? "float32" : null;
}

/** The device on which tensors are made when none is named. */
export function deviceDefault(context: RuleContext): Device {
  return untouched(context, ["torch.set_default_device", "torch.set_default_tensor_type", "torch.device.__enter__"]) ? "cpu" : null;
}

/** Operations compute in the dtypes of their operands. */
export const isPrecisionFixed = (context: RuleContext): boolean =>
  untouched(context, ["torch.autocast", "torch.amp.custom_fwd", "torch.set_autocast_enabled", "torch.set_autocast_cpu_enabled"]);

/** Gradients are recorded everywhere. */
export const isGradEnabled = (context: RuleContext): boolean =>
  untouched(context, [
    "torch.no_grad",
    "torch.inference_mode",
    "torch.set_grad_enabled",
    "torch.autograd.Function",
    "torch.Tensor.register_hook",
    "torch.Tensor.register_post_accumulate_grad_hook",
    "torch.nn.Module.register_full_backward_hook",
    "torch.nn.Module.register_full_backward_pre_hook",
    "torch.autograd.graph.saved_tensors_hooks",
    "torch.utils.checkpoint.checkpoint",
  ]);

/** Modules return what they compute. */
export const areForwardsFixed = (context: RuleContext): boolean =>
  untouched(context, [
    "torch.nn.Module.register_forward_hook",
    "torch.nn.modules.module.register_module_forward_hook",
    "torch.nn.Module.forward=",
    "torch.nn.Module.__setattr__",
  ]);

/** Parameters of library modules have the shapes and dtypes that they were made with. */
export const areParametersFixed = (context: RuleContext): boolean =>
  untouched(context, ["torch.nn.Linear.weight", "torch.Tensor.data", "torch.nn.Module._parameters", "setattr"]);
