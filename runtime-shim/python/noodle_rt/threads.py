"""Has `threading` report uncaught exceptions as the main thread does: with the place in the `.nc` file."""


def adapt(threading):
    standard = threading.excepthook

    def excepthook(args):
        from noodle_rt.report import show
        name = threading.get_ident() if args.thread is None else args.thread.name
        show(args.exc_value, args.exc_traceback, lambda: standard(args), f"Exception in thread {name}:\n")

    threading.excepthook = excepthook
